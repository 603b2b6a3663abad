import { readFileSync, rmSync } from 'node:fs';
import { type Json, type PlanJson, type Run, Workspace } from '../../packages/terraform-plugin/fixtures/workspace';

const workspace = new Workspace('contract');
afterAll(() => workspace.remove());

const BIG = '18446744073709551615';
const LONG = '0.12345678901234567890123';

/** Configured with the spellings and orders that the store does not keep. */
const everything: Record<string, Json> = {
  name: 'everything',
  capacity: '1GiB',
  serial: BIG,
  ratio: LONG,
  labels: { 'a.b/c d': 'one', ä: 'two', constructor: 'three', '': 'four' },
  tags: ['b', 'a', 'c'],
  secret: 'sesame-open',
  password: 'swordfish',
  options: { level: 3 },
  disks: [
    { target: 'vda', size: '1GiB' },
    { target: 'vdb', size: '2GiB' },
  ],
  rules: [{ port: 80 }, { port: 443 }],
  zones: { north: { weight: 1 }, south: {} },
};

/** Configured with what only apply knows; Terraform sends the first as a refined unknown. */
const dependent: Record<string, Json> = {
  name: 'dependent',
  labels: { reference: 'prefix-${contract_object.everything.note}' },
  serial: '${contract_object.everything.revision}',
  tags: ['${contract_object.everything.note}', 'fixed'],
  disks: [{ target: '${contract_object.everything.note}', size: '512MiB' }, { target: 'vdb' }],
  zones: { only: { weight: '${contract_object.everything.revision + 1}' } },
};

const resources = (changes: Record<string, Record<string, Json>> = {}): Record<string, Json> => ({
  resource: {
    contract_object: {
      everything: { ...everything, ...changes['everything'] },
      dependent: { ...dependent, ...changes['dependent'] },
      minimal: { name: 'minimal', tags: [], ...changes['minimal'] },
      lost: { name: 'lost', disks: [] },
    },
    contract_thing: { thing: { name: 'thing' } },
  },
  data: { contract_lookup: { found: { name: 'everything', depends_on: ['contract_object.everything'] }, missing: { name: 'nobody' } } },
});

const changeOf = (json: PlanJson, address: string) => {
  const change = json.resource_changes.find((one) => one.address === address)?.change;
  if (change === undefined) throw new Error(`no change of ${address}`);
  return change;
};

describe('objects that have been created', () => {
  let created: Run;
  let state: ReturnType<Workspace['state']>;
  beforeAll(() => {
    workspace.configure(resources());
    created = workspace.apply();
    state = workspace.state();
  });

  test('are all there', () => {
    expect(created.output).toContain('Resources: 5 added, 0 changed, 0 destroyed.');
    expect(created.status).toBe(0);
  });

  test('are stored as they were planned, whatever the verb returned', () => {
    expect(state.instances['contract_object.everything']?.attributes).toMatchObject({
      name: 'everything',
      capacity: '1GiB',
      running: true,
      labels: everything['labels'],
      tags: ['a', 'b', 'c'],
      fail: null,
    });
  });

  test('have what the provider filled in, at every depth', () => {
    expect(state.instances['contract_object.everything']?.attributes).toMatchObject({
      id: 'object/everything',
      revision: 1,
      note: 'noted by the store',
      options: { level: 3, mode: 'fast', token: 'token' },
      disks: [
        { target: 'vda', size: '1GiB', address: 'pci-vda' },
        { target: 'vdb', size: '2GiB', address: 'pci-vdb' },
      ],
      rules: expect.arrayContaining([
        { port: 80, handle: 'rule-80' },
        { port: 443, handle: 'rule-443' },
      ]),
      zones: { north: { weight: 1, key: 'north' }, south: { weight: null, key: 'south' } },
    });
  });

  test('have only the attributes of the schema', () => {
    expect(state.text).not.toContain('junk');
    expect(state.text).not.toContain('password_seen');
  });

  test('keep every digit of their numbers', () => {
    expect(state.text).toContain(`"serial": ${BIG},`);
    expect(state.text).toContain(`"ratio": ${LONG},`);
  });

  test('resolve what was unknown in the plan', () => {
    expect(state.instances['contract_object.dependent']?.attributes).toMatchObject({
      labels: { reference: 'prefix-noted by the store' },
      serial: 1,
      tags: ['fixed', 'noted by the store'],
      disks: [
        { target: 'noted by the store', size: '512MiB', address: 'pci-noted by the store' },
        { target: 'vdb', size: null, address: 'pci-vdb' },
      ],
      zones: { only: { weight: 2, key: 'only' } },
    });
  });

  test('hold nothing unknown, even if the verb leaves it so', () => {
    expect(state.instances['contract_thing.thing']?.attributes).toEqual({ name: 'thing', group: null, id: null });
  });

  test('give a write-only value to the verb and to nobody else', () => {
    expect(JSON.parse(readFileSync(workspace.path('store', 'everything.json'), 'utf8'))).toMatchObject({ password_seen: 'swordfish' });
    expect(state.instances['contract_object.everything']?.attributes).toHaveProperty('password', null);
    expect(state.text + created.output).not.toContain('swordfish');
  });

  test('keep what is sensitive out of sight', () => {
    expect(state.instances['contract_object.everything']?.sensitive_attributes).toEqual([[{ type: 'get_attr', value: 'secret' }]]);
    expect(created.output).not.toContain('sesame-open');
  });

  test('store private data beside the state', () => {
    const data = Buffer.from(state.instances['contract_object.everything']?.private ?? '', 'base64').toString('utf8');
    expect(JSON.parse(data)).toEqual({ passwordLength: 9 });
  });

  test('can be looked up; what a data source is asked for stays as it was asked', () => {
    expect(state.instances['contract_lookup.found']?.attributes).toEqual({ name: 'everything', found: true, capacity: '1024MiB' });
    expect(state.instances['contract_lookup.missing']?.attributes).toEqual({ name: 'nobody', found: false, capacity: null });
  });

  test('need no change afterwards, though the store spells and orders them otherwise', () => {
    const again = workspace.run('plan', '-detailed-exitcode', '-no-color');
    expect(again.output).toContain('No changes.');
    expect(again.status).toBe(0);
  });

  test('write their log for Terraform, with private data at hand and without secrets', () => {
    const log = readFileSync(workspace.path('log'), 'utf8');
    expect(log).toMatch(/\[INFO\].*reads:.*passwordLength=9/);
    expect(log).toMatch(/\[WARN\].*another value than planned.*attribute=name/);
    expect(log).not.toMatch(/sesame-open|swordfish/);
  });
});

describe('objects that change', () => {
  let planned: Run & { json: PlanJson };
  beforeAll(() => {
    workspace.configure(
      resources({
        everything: {
          serial: 7,
          capacity: '1024MiB',
          disks: [{ target: 'vdb', size: '2048MiB' }, { target: 'vdc' }, { target: 'vda', size: '1GiB' }],
          rules: [{ port: 443 }, { port: 22 }],
        },
        dependent: { capacity: '2GiB' },
      }),
    );
    planned = workspace.plan();
  });

  test('keep what the provider filled in, and the spelling of what means the same', () => {
    expect(changeOf(planned.json, 'contract_object.everything').after).toMatchObject({
      id: 'object/everything',
      note: 'noted by the store',
      capacity: '1GiB',
      options: { token: 'token' },
    });
  });

  test('have unknown only what the schema calls volatile and what is new', () => {
    const { after_unknown: unknown } = changeOf(planned.json, 'contract_object.everything');
    expect(unknown).toMatchObject({ revision: true, disks: [{}, { address: true }, {}] });
    expect(unknown).not.toHaveProperty('note');
    expect(unknown).not.toHaveProperty('id');
  });

  test('match the items of a list by their key', () => {
    expect(changeOf(planned.json, 'contract_object.everything').after['disks']).toEqual([
      { target: 'vdb', size: '2048MiB', address: 'pci-vdb' },
      { target: 'vdc', size: null },
      { target: 'vda', size: '1GiB', address: 'pci-vda' },
    ]);
  });

  test('match the elements of a set by what is configured', () => {
    const { after, after_unknown: unknown } = changeOf(planned.json, 'contract_object.everything');
    expect(after['rules']).toEqual(expect.arrayContaining([{ port: 443, handle: 'rule-443' }, { port: 22 }]));
    expect(JSON.stringify(unknown['rules'])).toContain('"handle":true');
  });

  test('are changed in place, with the warnings of the resource', () => {
    expect(changeOf(planned.json, 'contract_object.dependent').actions).toEqual(['update']);
    expect(planned.output).toContain('Warning: Restart needed');
    expect(planned.output).toContain('A new serial needs a restart.');
    expect(planned.output).toContain('The password has 9 characters.');
  });

  test('do not let the resource overrule the configuration', () => {
    expect(changeOf(planned.json, 'contract_object.dependent').after).toMatchObject({ name: 'dependent', fail: null });
  });

  test('are as planned after apply, and need no further change', () => {
    expect(workspace.run('apply', '-no-color', 'plan').output).toContain('0 added, 2 changed, 0 destroyed.');
    expect(workspace.state().instances['contract_object.everything']?.attributes).toMatchObject({
      revision: 2,
      disks: [{ target: 'vdb', size: '2048MiB' }, { target: 'vdc', address: 'pci-vdc' }, { target: 'vda' }],
    });
    expect(workspace.run('plan', '-detailed-exitcode').status).toBe(0);
  });
});

describe('objects that cannot stay', () => {
  let planned: Run & { json: PlanJson };
  beforeAll(() => {
    rmSync(workspace.path('store', 'lost.json'));
    const changes = { everything: { tags: ['a', 'b', 'd'] }, dependent: { name: 'renamed' }, minimal: { note: 'hello' } };
    workspace.configure(resources(changes));
    planned = workspace.plan();
  });

  test('are replaced when the resource says so of an attribute that changes', () => {
    expect(changeOf(planned.json, 'contract_object.dependent').actions).toEqual(['delete', 'create']);
    expect(changeOf(planned.json, 'contract_object.minimal').actions).toEqual(['update']);
  });

  test('are replaced for a path into a set, which has no paths, as for the set', () => {
    expect(changeOf(planned.json, 'contract_object.everything').actions).toEqual(['delete', 'create']);
  });

  test('are created anew when they are gone', () => {
    expect(changeOf(planned.json, 'contract_object.lost').actions).toEqual(['create']);
  });
});
