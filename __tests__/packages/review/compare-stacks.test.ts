import fc from '../../support/properties';
import { compareStacks, type JsonObject, type ReviewKind, type StackJson } from '@labcloud/review';

type Resources = Record<string, Record<string, JsonObject>>;

const stack = (resource: Resources, rest: Partial<StackJson> = {}): StackJson => ({ resource, ...rest });
const machine = (changes: JsonObject = {}): JsonObject => ({
  name: 'lab-web',
  type: 'kvm',
  memory: 2048,
  memory_unit: 'MiB',
  vcpu: 2,
  running: true,
  ...changes,
});
const volume = (changes: JsonObject = {}): JsonObject => ({
  name: 'root',
  pool: 'lab-pool',
  capacity: 10,
  capacity_unit: 'GiB',
  ...changes,
});
const container = (changes: JsonObject = {}): JsonObject => ({
  name: 'lab-wiki',
  image: 'wiki',
  memory: 128,
  restart: 'unless-stopped',
  ...changes,
});

function one(type: string, before: JsonObject, after: JsonObject): { kind: ReviewKind; reasons: readonly string[] } | undefined {
  const { changes } = compareStacks(stack({ [type]: { a: before } }), stack({ [type]: { a: after } }));
  expect(changes.length).toBeLessThanOrEqual(1);
  return changes[0];
}

describe('compareStacks', () => {
  test.each<[string, string, JsonObject, JsonObject, ReviewKind | undefined]>([
    ['nothing of an equal machine', 'libvirt_domain', machine(), machine(), undefined],
    ['nothing of another spelling of a size', 'libvirt_domain', machine(), machine({ memory: 2, memory_unit: 'GiB' }), undefined],
    ['nothing of a default that is written out', 'libvirt_network', { name: 'a' }, { name: 'a', active: true }, undefined],
    ['nothing of an identity that is left out', 'libvirt_domain', machine({ uuid: 'A' }), machine(), undefined],
    ['a restart of more memory', 'libvirt_domain', machine(), machine({ memory: 4096 }), 'restart'],
    ['no restart of a stopped machine', 'libvirt_domain', machine({ running: false }), machine({ running: false, memory: 1 }), 'live'],
    ['a live change of a title', 'libvirt_domain', machine(), machine({ title: 'x' }), 'live'],
    ['a rebuild of another name', 'libvirt_domain', machine(), machine({ name: 'lab-db' }), 'rebuild'],
    ['data loss of another pool', 'libvirt_volume', volume(), volume({ pool: 'other' }), 'data-loss'],
    ['a live growth', 'libvirt_volume', volume(), volume({ capacity: 20 }), 'live'],
    ['nothing of a capacity that is left out', 'libvirt_volume', volume(), { name: 'root', pool: 'lab-pool' }, undefined],
    ['a live change of memory', 'docker_container', container(), container({ memory: 256 }), 'live'],
    ['a rebuild of another image', 'docker_container', container(), container({ image: 'other' }), 'rebuild'],
    [
      'nothing of an order without meaning',
      'docker_container',
      container({ env: ['A=1', 'B=2'] }),
      container({ env: ['B=2', 'A=1'] }),
      undefined,
    ],
    [
      'a rebuild of an order with meaning',
      'docker_container',
      container({ command: ['a', 'b'] }),
      container({ command: ['b', 'a'] }),
      'rebuild',
    ],
    ['nothing of false instead of nothing', 'docker_container', container(), container({ tty: false, volumes: [] }), undefined],
    [
      'nothing of a default of Docker',
      'docker_container',
      container({ restart: 'no' }),
      { name: 'lab-wiki', image: 'wiki', memory: 128 },
      undefined,
    ],
    ['nothing of a computed attribute left out', 'docker_container', container({ hostname: 'x' }), container(), undefined],
    ['a rebuild of a container network', 'docker_network', { name: 'a' }, { name: 'a', internal: true }, 'rebuild'],
    ['data loss of a container volume', 'docker_volume', { name: 'a' }, { name: 'a', driver_opts: { x: 'y' } }, 'data-loss'],
    ['nothing known of another type', 'aws_instance', { ami: 'a' }, { ami: 'b' }, 'unknown'],
    ['nothing of another type that stays', 'aws_instance', { ami: 'a' }, { ami: 'a' }, undefined],
  ])('sees %s', (_title, type, before, after, kind) => {
    expect(one(type, before, after)?.kind).toBe(kind);
  });

  test('sees nothing in a stack that is compared with itself', () => {
    const name = fc.constantFrom('name', 'memory', 'memory_unit', 'devices', 'labels', 'env', 'image', 'pool', 'x');
    const config = fc.dictionary(name, fc.jsonValue({ maxDepth: 3 })) as fc.Arbitrary<JsonObject>;
    const type = fc.constantFrom('libvirt_domain', 'libvirt_volume', 'docker_container', 'docker_network', 'aws_instance');
    fc.assert(
      fc.property(fc.dictionary(type, fc.dictionary(fc.constantFrom('a', 'b'), config)), (resource) => {
        expect(compareStacks(stack(resource), stack(structuredClone(resource)))).toEqual({ changes: [], failures: [] });
      }),
    );
  });

  test('names the sizes and the reason', () => {
    expect(one('libvirt_domain', machine(), machine({ memory: 4096 }))?.reasons).toEqual([
      'memory 2 GiB → 4 GiB: the most memory that a machine can have is fixed while it runs',
    ]);
  });

  test('takes what is new and what is gone for what it is', () => {
    const { changes } = compareStacks(stack({ libvirt_domain: { a: machine() } }), stack({ libvirt_volume: { b: volume() } }));
    expect(changes.map(({ kind, address }) => [kind, address])).toEqual([
      ['create', 'libvirt_volume.b'],
      ['remove', 'libvirt_domain.a'],
    ]);
  });

  test('follows a moved block, and references to what is moved', () => {
    const base = stack({ libvirt_pool: { a: { name: 'p' } }, libvirt_volume: { v: volume({ pool: '${libvirt_pool.a.id}' }) } });
    const head = stack(
      { libvirt_pool: { b: { name: 'p' } }, libvirt_volume: { v: volume({ pool: '${libvirt_pool.b.id}' }) } },
      { moved: [{ from: 'libvirt_pool.a', to: 'libvirt_pool.b' }] },
    );
    expect(compareStacks(base, head).changes).toEqual([expect.objectContaining({ kind: 'move', address: 'libvirt_pool.b' })]);
  });

  test('resolves references to what other resources set, and defaults of variables', () => {
    const base = stack({ libvirt_domain: { a: machine({ title: 'lab-pool on kvm' }) }, libvirt_pool: { p: { name: 'lab-pool' } } });
    const head = stack(
      {
        libvirt_domain: { a: machine({ title: '${libvirt_pool.p.name} on ${var.kind}', type: '${var.kind}' }) },
        libvirt_pool: { p: { name: 'lab-pool' } },
      },
      { variable: { kind: { default: 'kvm' } } },
    );
    expect(compareStacks(base, head).changes).toEqual([]);
  });

  test.each([
    ['sensitive', 'pin', { sensitive: true }],
    ['named after a secret', 'db_password', {}],
  ])('puts in no value of a variable that is %s', (_title, name, marks) => {
    const base = stack({ libvirt_domain: { a: machine({ title: 'x' }) } });
    const head = stack(
      { libvirt_domain: { a: machine({ title: `\${var.${name}}` }) } },
      { variable: { [name]: { ...marks, default: 'hush' } } },
    );
    expect(JSON.stringify(compareStacks(base, head))).not.toContain('hush');
  });

  test('leaves text alone that only looks like a reference', () => {
    const text = (value: string): StackJson =>
      stack({ libvirt_domain: { a: machine({ title: value }) }, libvirt_pool: { p: { name: 'q' } } });
    expect(compareStacks(text('$${libvirt_pool.p.name}'), text('q')).changes).toHaveLength(1);
  });

  test('spreads a replacement to what refers to a computed attribute, and no further', () => {
    const resources = (pool: string): Resources => ({
      libvirt_volume: { root: volume({ pool }) },
      docker_image: { i: { name: 'x', triggers: { a: pool } } },
      docker_container: {
        c: container({ image: '${docker_image.i.image_id}' }),
        d: container({ name: 'd', hostname: '${docker_container.c.name}' }),
      },
    });
    const { changes } = compareStacks(stack(resources('a')), stack(resources('b')));
    expect(Object.fromEntries(changes.map(({ address, kind }) => [address, kind]))).toEqual({
      'libvirt_volume.root': 'data-loss',
      'docker_image.i': 'rebuild',
      'docker_container.c': 'rebuild',
    });
    expect(changes.find(({ address }) => address === 'docker_container.c')?.reasons).toEqual([
      'image "${docker_image.i.image_id}" → (known after apply)',
    ]);
  });

  test.each([
    ['an attribute of what is replaced', 'libvirt_volume.root.id', { pool: 'b' }, 'rebuild'],
    ['a resource that changes', 'libvirt_volume.root', { capacity: 20 }, 'rebuild'],
    ['an attribute that changes', '${libvirt_volume.root.capacity}', { capacity: 20 }, 'rebuild'],
    ['an attribute that stays', 'libvirt_volume.root.id', { capacity: 20 }, undefined],
  ])('replaces what is triggered by %s', (_title, trigger, change, kind) => {
    const resources = (changes: JsonObject): Resources => ({
      libvirt_domain: { a: machine({ lifecycle: { replace_triggered_by: [trigger] } }) },
      libvirt_volume: { root: volume(changes) },
    });
    const { changes } = compareStacks(stack(resources({})), stack(resources(change)));
    expect(changes.find(({ address }) => address === 'libvirt_domain.a')?.kind).toBe(kind);
  });

  test.each([[['memory']], ['all']])('ignores what a lifecycle says to ignore: %j', (ignored) => {
    expect(one('libvirt_domain', machine(), machine({ memory: 1, lifecycle: { ignore_changes: ignored } }))).toBeUndefined();
  });

  test.each<[string, string, JsonObject, JsonObject | undefined, RegExp]>([
    [
      'prevents its destruction',
      'libvirt_domain',
      machine(),
      machine({ name: 'x', lifecycle: { prevent_destroy: true } }),
      /^libvirt_domain\.a must be replaced/,
    ],
    ['is retained', 'libvirt_volume', volume({ retain: true }), volume({ retain: true, pool: 'b' }), /^libvirt_volume\.a is retained/],
    ['is retained and gone', 'libvirt_volume', volume({ retain: true }), undefined, /is retained/],
    ['would shrink', 'libvirt_volume', volume(), volume({ capacity: 5 }), /^libvirt_volume\.a would shrink/],
  ])('says that Terraform refuses where a resource %s', (_title, type, before, after, message) => {
    const head = stack(after === undefined ? {} : { [type]: { a: after } });
    expect(compareStacks(stack({ [type]: { a: before } }), head).failures).toEqual([expect.stringMatching(message)]);
  });

  test('does not know what becomes of things when their provider looks elsewhere', () => {
    const at = (uri: string, alias: string): StackJson =>
      stack({ libvirt_domain: { a: machine({ provider: `libvirt.${alias}` }) } }, { provider: { libvirt: [{ uri, alias }] } });
    expect(compareStacks(at('qemu:///system', 'a'), at('qemu+ssh://x/system', 'a')).changes[0]?.kind).toBe('unknown');
    expect(compareStacks(at('qemu:///system', 'a'), at('qemu:///system', 'b')).changes).toEqual([]);
  });

  test.each<[string, string, JsonObject, JsonObject]>([
    [
      'sensitive attributes',
      'libvirt_cloudinit_disk',
      { name: 'a', meta_data: 'm', user_data: 'hush1' },
      { name: 'a', meta_data: 'm', user_data: 'hush2' },
    ],
    [
      'variables named after secrets',
      'docker_container',
      container({ env: ['DB_PASSWORD=hush1'] }),
      container({ env: ['DB_PASSWORD=hush2'] }),
    ],
    [
      'private keys',
      'docker_container',
      container({ upload: [{ content: '-----BEGIN PRIVATE KEY-----\nhush1' }] }),
      container({ upload: [{ content: '-----BEGIN PRIVATE KEY-----\nhush2' }] }),
    ],
  ])('shows no %s', (_title, type, before, after) => {
    const found = one(type, before, after);
    expect(found?.reasons.join()).toContain('changes');
    expect(JSON.stringify(found)).not.toContain('hush');
  });
});
