import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './harness';

const NAME = `labtest-version-${process.pid}`;
const POOL = {
  libvirt_pool: {
    one: {
      name: NAME,
      type: 'dir',
      target: { path: `/var/lib/libvirt/${NAME}` },
      create: { build: true, start: true },
      destroy: { delete: true },
    },
  },
};

interface State {
  resources: { instances: { schema_version: number; attributes: Record<string, unknown> }[] }[];
}

let workspace: Workspace;

function change(edit: (instance: State['resources'][number]['instances'][number]) => void): void {
  const file = join(workspace.directory, 'terraform.tfstate');
  const state = JSON.parse(readFileSync(file, 'utf8')) as State;
  for (const { instances } of state.resources) instances.forEach(edit);
  writeFileSync(file, JSON.stringify(state));
}

beforeAll(async () => {
  workspace = await Workspace.create();
  workspace.configure(POOL);
  const { status, output } = await workspace.terraform('apply', '-auto-approve', '-input=false');
  if (status !== 0) throw new Error(output);
});

afterAll(async () => {
  change((instance) => {
    instance.schema_version = 0;
  });
  await workspace.destroy();
  await workspace.remove();
});

describe('the state of another version of the provider', () => {
  test('is taken over from an older one, which did not know some attributes and knew others', async () => {
    change(({ attributes }) => {
      delete attributes['capacity'];
      delete attributes['uuid'];
      attributes['gone_since'] = 'then';
    });
    const { status, output } = await workspace.terraform('plan', '-input=false', '-detailed-exitcode');
    expect([status, output]).toEqual([0, expect.stringContaining('No changes')]);
  });

  test('is refused from a newer one, and left as it is', async () => {
    change((instance) => {
      instance.schema_version = 7;
    });
    const { status, output } = await workspace.terraform('plan', '-input=false');
    expect(status).toBe(1);
    expect(output).toMatch(/managed by newer provider version|schema version 7/);
    expect(readFileSync(join(workspace.directory, 'terraform.tfstate'), 'utf8')).toContain('"schema_version":7');
  });
});
