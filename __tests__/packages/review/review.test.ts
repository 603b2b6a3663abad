import type { JsonObject, PlannedAction, ResourceChange } from '@labcloud/review';
import { reviewOf } from '@labcloud/review';

type Change = ResourceChange['change'];

function resource(
  type: string,
  actions: PlannedAction[],
  change: Partial<Change> = {},
  rest: Partial<ResourceChange> = {},
): ResourceChange {
  return { address: `${type}.x`, type, mode: 'managed', change: { actions, before: null, after: null, ...change }, ...rest };
}

const machine = (changes: JsonObject = {}): JsonObject => ({ name: 'lab-web-1', memory: 1, memory_unit: 'GiB', running: true, ...changes });
const only = (change: ResourceChange): ReturnType<typeof reviewOf>[number] | undefined => reviewOf({ resource_changes: [change] })[0];

describe('reviewOf', () => {
  test('says that a running machine restarts for more memory, with the sizes', () => {
    const change = { before: machine(), after: machine({ memory: 2048, memory_unit: 'MiB' }) };
    expect(only(resource('libvirt_domain', ['update'], change))).toEqual({
      kind: 'restart',
      address: 'libvirt_domain.x',
      what: 'libvirt_domain lab-web-1',
      details: [{ kind: 'restart', attribute: 'memory 1 GiB → 2 GiB', reason: expect.any(String) }],
      reasons: [expect.stringMatching(/^memory 1 GiB → 2 GiB: /)],
    });
  });

  test('says that a stopped machine takes the same change without a restart', () => {
    const change = { before: machine({ running: false }), after: machine({ running: false, memory: 2 }) };
    expect(only(resource('libvirt_domain', ['update'], change))?.kind).toBe('live');
  });

  test('takes the worst case for a value that is known after apply', () => {
    const disks = [{ target: { dev: 'vda', bus: 'virtio' }, source: { file: { file: '/a' } } }];
    const after = [{ target: { dev: 'vda', bus: 'virtio' }, source: { file: {} } }];
    const change = {
      before: machine({ devices: { disks } }),
      after: machine({ devices: { disks: after } }),
      after_unknown: { devices: { disks: [{ source: { file: { file: true } } }] } },
    };
    const found = only(resource('libvirt_domain', ['update'], change));
    expect(found?.kind).toBe('restart');
    expect(found?.reasons[0]).toContain('(known after apply)');
  });

  test('tells what a plan puts right without showing it', () => {
    const change = resource('libvirt_domain', ['update'], { before: machine(), after: machine() });
    const hidden = [
      { address: 'libvirt_domain.x', kind: 'restart', reason: 'cpu.mode changes' },
      { address: 'libvirt_domain.y', kind: 'data-loss', reason: 'of another' },
    ] as const;

    expect(reviewOf({ resource_changes: [change] }, hidden)).toMatchObject([{ kind: 'restart', reasons: ['cpu.mode changes'] }]);
  });

  test('says that a volume that is made anew loses its data', () => {
    const change = { before: { name: 'data', pool: 'a' }, after: { name: 'data', pool: 'b' } };
    expect(only(resource('libvirt_volume', ['delete', 'create'], change))).toMatchObject({ kind: 'data-loss' });
  });

  test.each<[string, string, ResourceChange]>([
    ['a removed volume', 'data-loss', resource('libvirt_volume', ['delete'], { before: { name: 'data' } })],
    ['a removed container volume', 'data-loss', resource('docker_volume', ['delete'], { before: { name: 'data' } })],
    [
      'a removed pool that takes its directory along',
      'data-loss',
      resource('libvirt_pool', ['delete'], { before: { destroy: { delete: true } } }),
    ],
    ['a removed pool', 'remove', resource('libvirt_pool', ['delete'], { before: { destroy: { delete: false } } })],
    ['a removed machine', 'remove', resource('libvirt_domain', ['delete'], { before: machine() })],
    [
      'a replaced container',
      'rebuild',
      resource('docker_container', ['delete', 'create'], { before: { name: 'a' }, after: { name: 'b' } }),
    ],
    [
      'a volume left by a failed creation',
      'rebuild',
      resource('libvirt_volume', ['delete', 'create'], {}, { action_reason: 'replace_because_tainted' }),
    ],
    ['a new machine', 'create', resource('libvirt_domain', ['create'], { after: machine() })],
    [
      'a container that Docker changes in place',
      'live',
      resource('docker_container', ['update'], { before: { memory: 1 }, after: { memory: 2 } }),
    ],
    ['an update of a type that nobody knows', 'unknown', resource('other_thing', ['update'], { before: { a: 1 }, after: { a: 2 } })],
    ['a resource that Terraform forgets', 'unknown', resource('libvirt_domain', ['forget'], { before: machine() })],
    ['a moved resource', 'move', resource('libvirt_domain', ['no-op'], {}, { previous_address: 'libvirt_domain.old' })],
  ])('calls %s %s', (_title, kind, change) => {
    expect(only(change)?.kind).toBe(kind);
  });

  test('leaves out what does not change, and what is only read', () => {
    const read = resource('libvirt_node_info', ['read'], {}, { mode: 'data' });
    expect(reviewOf({ resource_changes: [resource('libvirt_domain', ['no-op']), read] })).toEqual([]);
  });

  test('calls what is removed at one address and created at another under its name a rebuild, once', () => {
    const gone = { ...resource('libvirt_domain', ['delete'], { before: machine() }), address: 'libvirt_domain.old' };
    const [first, ...others] = reviewOf({ resource_changes: [gone, resource('libvirt_domain', ['create'], { after: machine() })] });
    expect(first).toMatchObject({ kind: 'rebuild', address: 'libvirt_domain.x', reasons: [expect.stringContaining('libvirt_domain.old')] });
    expect(others).toEqual([]);
  });

  test('leaves a removed and a created machine of different names apart', () => {
    const gone = resource('libvirt_domain', ['delete'], { before: machine() });
    const made = resource('libvirt_domain', ['create'], { after: machine({ name: 'lab-web-2' }) });
    expect(reviewOf({ resource_changes: [gone, made] }).map(({ kind }) => kind)).toEqual(['create', 'remove']);
  });

  test('tells apart what a container is replaced for and what changes along with it', () => {
    const change = {
      before: { name: 'x', image: 'a', memory: 1 },
      after: { name: 'x', memory: 2 },
      after_unknown: { image: true, id: true },
      replace_paths: [['image']],
    };
    expect(only(resource('docker_container', ['delete', 'create'], change))?.details).toEqual([
      { kind: 'rebuild', attribute: 'image "a" → (known after apply)' },
      { kind: 'live', attribute: 'memory 1 → 2' },
    ]);
  });

  test('puts the most alarming first', () => {
    const changes = [resource('libvirt_domain', ['create'], { after: machine() }), resource('libvirt_volume', ['delete'])];
    expect(reviewOf({ resource_changes: changes }).map(({ kind }) => kind)).toEqual(['data-loss', 'create']);
  });

  test.each([
    ['libvirt_cloudinit_disk', 'user_data'],
    ['docker_container', 'env'],
  ])('shows no secret of a %s', (type, attribute) => {
    const change = {
      before: { name: 'x', [attribute]: 'old-secret' },
      after: { name: 'x', [attribute]: 'new-secret' },
      before_sensitive: { [attribute]: true },
      after_sensitive: { [attribute]: true },
    };
    const found = only(resource(type, ['update'], change));
    expect(found?.reasons.join()).toContain(`${attribute} changes`);
    expect(JSON.stringify(found)).not.toContain('secret');
  });

  test('shows no secret of a container that is replaced, wherever the mark stands', () => {
    const change = {
      before: { name: 'x', upload: [{ content: 'old-secret' }] },
      after: { name: 'x', upload: [{ content: 'new-secret' }] },
      after_sensitive: { upload: [{ content: true }] },
    };
    expect(JSON.stringify(only(resource('docker_container', ['delete', 'create'], change)))).not.toContain('secret');
  });
});
