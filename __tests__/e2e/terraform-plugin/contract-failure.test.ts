import { type Json, type Run, type StateInstance, Workspace } from '../../packages/terraform-plugin/fixtures/workspace';

const workspace = new Workspace('contract');
afterAll(() => workspace.remove());

const objects = (all: Record<string, Record<string, Json>>): Record<string, Json> => ({ contract_object: all });

describe('objects of which the creation fails', () => {
  let run: Run;
  let instances: Record<string, StateInstance>;
  beforeAll(() => {
    const late = { name: 'late', fail: 'late', secret: 'sesame-open' };
    workspace.configure({
      resource: objects({
        none: { name: 'none', fail: 'create' },
        late,
        form: { name: 'form', fail: 'form' },
        fine: { name: 'fine', serial: 1 },
        used: { name: 'used', fail: 'delete' },
      }),
    });
    run = workspace.apply();
    ({ instances } = workspace.state());
  });

  test("fail the run, with the provider's words at the attribute that is to blame", () => {
    expect(run.status).toBe(1);
    expect(run.output).toMatch(/Error: No room with contract_object.none, on main.tf.json line \d+.* "none" does not fit\./);
  });

  test('are not stored if nothing has come into being', () => {
    expect(instances['contract_object.none']).toBeUndefined();
  });

  test('are stored as tainted, with their identity, if they stopped half-way', () => {
    expect(instances['contract_object.late']).toMatchObject({
      status: 'tainted',
      attributes: { id: 'object/late', name: 'late', note: null },
    });
  });

  test('are stored as tainted if what the verb returned does not fit the schema', () => {
    expect(run.output).toContain('Value does not fit the schema');
    expect(run.output).toContain('tags must be a list, not a string.');
    expect(instances['contract_object.form']).toMatchObject({
      status: 'tainted',
      attributes: { id: 'object/form', revision: 1, tags: null },
    });
  });

  test('do not show secrets that an error quotes', () => {
    expect(run.output).toContain('Creating contract_object failed');
    expect(run.output).toContain('half-way: (sensitive value)');
    expect(run.output).not.toContain('sesame-open');
  });

  test('do not hinder others', () => {
    expect(instances['contract_object.fine']).toMatchObject({ attributes: { id: 'object/fine' } });
    expect(instances['contract_object.fine']?.status).toBeUndefined();
  });
});

describe('objects of which the change or the deletion fails', () => {
  let run: Run;
  let instances: Record<string, StateInstance>;
  beforeAll(() => {
    workspace.configure({ resource: objects({ fine: { name: 'fine', serial: 2, ratio: 3, fail: 'update' } }) });
    run = workspace.apply();
    ({ instances } = workspace.state());
  });

  test('keep their prior state, with what the verb has noted', () => {
    expect(run.output).toContain('The second step failed.');
    expect(instances['contract_object.fine']).toMatchObject({ attributes: { id: 'object/fine', serial: 2, ratio: null, revision: 1 } });
    expect(instances['contract_object.fine']?.status).toBeUndefined();
  });

  test('stay in the state if they cannot be deleted', () => {
    expect(run.output).toContain('Deleting contract_object failed');
    expect(instances['contract_object.used']).toMatchObject({ attributes: { id: 'object/used' } });
    expect(Object.keys(instances)).toEqual(['contract_object.fine', 'contract_object.used']);
  });
});

describe('objects that must not be destroyed', () => {
  test('fail the plan that would do so, and are warned of where they may be', () => {
    const used = { name: 'used', fail: 'delete' };
    workspace.configure({ resource: objects({ used, stays: { name: 'stays', fail: 'destroy' }, goes: { name: 'goes', serial: 13 } }) });
    expect(workspace.apply().status).toBe(0);
    workspace.configure({ resource: objects({ used }) });
    const { status, output } = workspace.run('plan', '-no-color');
    expect(status).toBe(1);
    expect(output).toContain('Error: Retained');
    expect(output).toContain('stays stays. The password has 0 characters.');
    expect(output).toContain('Warning: Lucky');
    expect(workspace.run('destroy', '-no-color', '-auto-approve').output).toContain('Error: Retained');
    expect(Object.keys(workspace.state().instances)).toContain('contract_object.stays');
  });
});

describe('configurations that are refused', () => {
  test('at the attribute, also inside nested objects', () => {
    workspace.configure({
      resource: objects({
        level: { name: 'a', options: { level: 12 } },
        missing: { name: 'b', options: { level: null } },
        computed: { name: 'c', rules: [{ port: 1, handle: 'mine' }] },
        never: { name: 'd', fail: 'never', serial: 13 },
      }),
    });
    const { status, output } = workspace.run('validate', '-no-color');
    expect(status).toBe(1);
    expect(output).toContain('Error: Invalid value for level with contract_object.level');
    expect(output).toContain('The level must be 0 to 9.');
    expect(output).toContain('"level" is required.');
    expect(output).toContain('"handle" is decided by the provider: remove it.');
    expect(output).toContain('"never" is no way to fail');
    expect(output).toContain('Warning: Unlucky');
  });

  test('for the provider, without showing its secrets', () => {
    workspace.configure({ resource: objects({ a: { name: 'a' } }) }, { folder: workspace.store, api_key: 'key-of-the-lab', retries: 0 });
    const { output } = workspace.run('plan', '-no-color');
    expect(output).toContain('Error: Bad key with provider["test.local/test/contract"]');
    expect(output).toContain('The key (sensitive value) was refused.');
  });
});
