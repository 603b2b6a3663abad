import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Import, importResources } from '../../../../packages/cli/src/terraform/import-resources';
import { useTempDir } from '../../../support/temp-dir';
import { dataStack } from './data-stack';

const folder = useTempDir('labcloud-import');

/** Imports all of a stack; which of it Terraform imported alone, and what the state has then. */
async function imported(name: string, resource: Record<string, object>): Promise<{ alone: string[]; state: Import[] }> {
  const terraform = dataStack(folder(), name, resource);
  await terraform.init();
  const alone: string[] = [];
  const imports = Object.keys(resource).map((key) => ({ address: `terraform_data.${key}`, id: `id-${key}` }));
  await importResources(terraform, imports, {}, (address) => alone.push(address));
  const { resources } = JSON.parse(readFileSync(join(terraform.directory, 'x.tfstate'), 'utf8')) as {
    resources: { name: string; instances: { attributes: { id: string; input: unknown } }[] }[];
  };
  // Whatever the configuration wants, nothing that exists has an input.
  expect(resources.every(({ instances: [instance] }) => instance?.attributes.input === null)).toBe(true);
  return { alone, state: resources.map(({ name, instances: [instance] }) => ({ address: name, id: instance?.attributes.id ?? '' })) };
}

describe('importResources', () => {
  const all = ['one', 'two', 'three'].map((key) => ({ address: key, id: `id-${key}` }));

  test('imports at once what Terraform does not want to change', async () => {
    const { alone, state } = await imported('at-once', { one: {}, two: {}, three: {} });
    expect(alone).toEqual([]);
    expect(state).toEqual(expect.arrayContaining(all));
  });

  test('imports alone what Terraform wants to change, and the others at once', async () => {
    const { alone, state } = await imported('leaf', { one: {}, two: { input: 'other' }, three: {} });
    expect(alone).toEqual(['terraform_data.two']);
    expect(state).toEqual(expect.arrayContaining(all));
  });

  test('imports one by one where others depend on what Terraform wants to change', async () => {
    const { alone, state } = await imported('root', { one: {}, two: { input: 'other' }, three: { depends_on: ['terraform_data.two'] } });
    expect(alone).toEqual(['terraform_data.one', 'terraform_data.two', 'terraform_data.three']);
    expect(state).toEqual(expect.arrayContaining(all));
  });

  test('imports one by one where what they depend on is not there', async () => {
    const terraform = dataStack(folder(), 'absent', { one: { depends_on: ['terraform_data.two'] }, two: {} });
    await terraform.init();
    const alone: string[] = [];
    await importResources(terraform, [{ address: 'terraform_data.one', id: 'id-one' }], {}, (address) => alone.push(address));
    expect(alone).toEqual(['terraform_data.one']);
    expect(readFileSync(join(terraform.directory, 'x.tfstate'), 'utf8')).not.toContain('"two"');
  });
});
