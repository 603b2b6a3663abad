import { readFileSync, writeFileSync } from 'node:fs';
import { type Json, type StateInstance, Workspace } from '../../packages/terraform-plugin/fixtures/workspace';

const workspace = new Workspace('contract');
afterAll(() => workspace.remove());

const objects = (all: Record<string, Record<string, Json>>): Record<string, Json> => ({ contract_object: all });

const store = (change: (instance: StateInstance) => void): void => {
  const state = JSON.parse(workspace.state().text) as { resources: { instances: StateInstance[] }[] };
  for (const { instances } of state.resources) instances.forEach(change);
  writeFileSync(workspace.path('terraform.tfstate'), JSON.stringify(state));
};

describe('stored states', () => {
  beforeAll(() => {
    workspace.configure({ resource: { ...objects({ fine: { name: 'fine' } }), contract_thing: { old: { name: 'used' } } } });
    workspace.apply();
  });

  test('are migrated, then conformed: old names, missing and surplus attributes, other types', () => {
    store((instance) => {
      const { name, revision, ...rest } = instance.attributes;
      if (revision === undefined) return;
      instance.schema_version = 1;
      instance.attributes = { ...rest, serial: null, name: null, title: name ?? null, revision: String(revision), surplus: [1] };
    });
    workspace.configure({ resource: { ...objects({ fine: { name: 'fine', serial: 5 } }), contract_thing: { old: { name: 'used' } } } });
    const planned = workspace.plan('-refresh=false');
    expect(planned.output).toContain('0 to add, 1 to change, 0 to destroy.');
    expect(planned.json.resource_changes[0]?.change.before).toMatchObject({ name: 'fine', serial: null, revision: 1 });
  });

  test('are refused when a newer provider wrote them, and stay as they are', () => {
    const known = workspace.state().text;
    store((instance) => {
      instance.schema_version = 99;
    });
    const written = workspace.state().text;
    const { status, output } = workspace.run('plan', '-no-color');
    expect(output).toMatch(/newer provider version/);
    expect([status, workspace.state().text]).toEqual([1, written]);
    writeFileSync(workspace.path('terraform.tfstate'), known);
  });

  test('stay as they are when an object cannot be read', () => {
    const file = workspace.path('store', 'fine.json');
    const before = readFileSync(file, 'utf8');
    writeFileSync(file, JSON.stringify({ unreadable: true }));
    const { status, output } = workspace.run('plan', '-no-color');
    expect(output).toContain('Reading contract_object failed with contract_object.fine');
    expect(status).toBe(1);
    writeFileSync(file, before);
  });
});

describe('objects that come from elsewhere', () => {
  test('are imported in full, and taken over from another type', () => {
    const found = (name: string): string => JSON.stringify({ id: `object/${name}`, name, running: true, revision: 4, capacity: '1024MiB' });
    writeFileSync(workspace.path('store', 'used.json'), found('used'));
    writeFileSync(workspace.path('store', 'found.json'), found('found'));
    workspace.configure({
      resource: objects({ fine: { name: 'fine' }, imported: { name: 'found', capacity: '1GiB' }, new: { name: 'used', capacity: '1GiB' } }),
      import: [{ to: 'contract_object.imported', id: 'found' }],
      moved: [{ from: 'contract_thing.old', to: 'contract_object.new' }],
    });
    const { output } = workspace.apply();
    expect(output).toContain('1 imported, 0 added, 0 changed, 0 destroyed.');
    const found4 = { attributes: { revision: 4, capacity: '1024MiB' } };
    expect(workspace.state().instances).toMatchObject({ 'contract_object.imported': found4, 'contract_object.new': found4 });
  });

  const things = { contract_thing: { x: { name: 'used' } } };
  test.each([
    ['an import', { import: [{ to: 'contract_thing.x', id: 'x' }], resource: things }, '"contract_thing" cannot be imported'],
    [
      'a move',
      { moved: [{ from: 'contract_object.new', to: 'contract_thing.x' }], resource: things },
      '"contract_thing" cannot take over "contract_object"',
    ],
  ] as [string, Record<string, Json>, string][])('refuse %s that the resource does not know', (_, body, message) => {
    workspace.configure(body);
    const { status, output } = workspace.run('plan', '-no-color');
    expect(output).toContain(message);
    expect(status).toBe(1);
  });
});
