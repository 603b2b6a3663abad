import type { ImportContext, Resource } from '@labcloud/terraform-plugin';
import { importingLike } from '../../../../packages/terraform-provider-libvirt/src/resources/import-like';

const schema = {
  version: 0,
  attributes: {
    id: { type: 'string', computed: true, description: '' },
    name: { type: 'string', required: true, description: '' },
    size: { type: 'number', optional: true, description: '' },
  },
} as const;
const resource = { schema, import: async (id: string) => ({ id: `id of ${id}`, name: id }) } as unknown as Resource<undefined>;
const context = {} as ImportContext<undefined>;
const imported = (id: string): unknown => importingLike(resource).import?.(id, context);

describe('an import', () => {
  test('by a plain id is the one of the resource', async () => {
    await expect(imported('web-1')).resolves.toEqual({ id: 'id of web-1', name: 'web-1' });
  });

  test('that says what is written down takes it, but for what the thing is called', async () => {
    const id = JSON.stringify({ id: 'web-1', like: { name: 'other', size: 7, provider: 'libvirt.host' } });

    await expect(imported(id)).resolves.toEqual({ id: 'id of web-1', name: 'web-1', size: 7 });
  });

  test.each(['{', '{}', '{"id":7,"like":{}}', '{"id":"x","like":"y"}'])('by %s is refused', async (id) => {
    await expect(imported(id)).rejects.toMatchObject({ summary: 'Not an import id', detail: expect.stringContaining(`got ${id}`) });
  });
});
