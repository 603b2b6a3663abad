import { type ImportContext, type Resource } from '@labcloud/terraform-plugin';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '../../../../packages/terraform-provider-libvirt/src/client';
import { importingLike } from '../../../../packages/terraform-provider-libvirt/src/resources/import-like';
import { useTempDir } from '../../../support/temp-dir';

const schema = {
  version: 0,
  attributes: {
    id: { type: 'string', computed: true, description: '' },
    name: { type: 'string', required: true, description: '' },
    size: { type: 'number', optional: true, description: '' },
    text: { type: 'string', optional: true, description: '' },
    secret: { type: 'string', optional: true, writeOnly: true, description: '' },
  },
} as const;
const resource = {
  schema,
  import: async (id: string) => ({ id: `id of ${id}`, name: id, text: 'found' }),
  read: async ({ state }: { state: object }) => ({ ...state, read: true }),
} as unknown as Resource<Client>;

const folder = useTempDir('labcloud-import-like');

function imported(id: string): unknown {
  const context = { client: new Client('test:///default'), signal: new AbortController().signal, private: {} } as ImportContext<Client>;
  return importingLike('libvirt_domain', resource).import?.(id, context);
}

describe('an import', () => {
  beforeAll(() => {
    jest.spyOn(process, 'cwd').mockReturnValue(folder());
    const written = { name: 'written', size: 7, text: '${var.text}', secret: 'planted', provider: 'libvirt', unknown: true };
    writeFileSync(join(folder(), 'main.tf.json'), JSON.stringify({ resource: { libvirt_domain: { it: written } } }));
  });

  afterAll(() => jest.restoreAllMocks());

  test('by a plain id is the one of the resource where nothing is known of it', async () => {
    await expect(imported('web-1')).resolves.toEqual({ id: 'id of web-1', name: 'web-1', text: 'found' });
  });

  test('by a plain id takes what the configuration writes down, and what was found where only Terraform knows that', async () => {
    await expect(imported('written')).resolves.toEqual({ id: 'id of written', name: 'written', size: 7, text: 'found', read: true });
  });

  test('that says what is written down takes it, but for what the thing is called', async () => {
    const id = JSON.stringify({ id: 'web-1', like: { name: 'other', size: 7, provider: 'libvirt.host', secret: 'planted' } });

    await expect(imported(id)).resolves.toEqual({ id: 'id of web-1', name: 'web-1', size: 7, read: true });
  });

  test.each(['{', '{}', '{"id":7,"like":{}}', '{"id":"x","like":"y"}'])('by %s is refused', async (id) => {
    await expect(imported(id)).rejects.toMatchObject({ summary: 'Not an import id', detail: expect.stringContaining(`got ${id}`) });
  });
});
