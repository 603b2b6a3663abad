import {
  changesOf,
  changesOfViews,
  domainTable,
  type EffectKind,
  type Item,
  type Known,
  sizingProblems,
  stateOf,
  type Table,
  text,
  viewOf,
} from '../../../../packages/terraform-provider-libvirt/src/tables';

const unknown = Symbol('unknown') as unknown as Item[string];
const running: Known = { running: true };

const root: Item = { target: { dev: 'vda' }, source: { volume: { pool: 'p', volume: 'a' } } };
const data: Item = { target: { dev: 'vdb', bus: 'virtio' }, source: { volume: { pool: 'p', volume: 'b' } } };
const drive: Item = { device: 'cdrom', target: { dev: 'sda', bus: 'sata' }, source: { file: { file: '/a.iso' } } };
const nic: Item = { mac: { address: '52:54:00:00:00:01' }, source: { network: { network: 'lan' } }, model: { type: 'virtio' } };
const second: Item = { ...nic, mac: { address: '52:54:00:00:00:02' } };

const machine: Item = {
  name: 'vm',
  type: 'kvm',
  memory: 2,
  memory_unit: 'GiB',
  current_memory: 1,
  current_memory_unit: 'GiB',
  vcpu: 4,
  vcpu_current: 2,
  devices: { disks: [root, drive], interfaces: [nic] },
};

const disks = (...items: Item[]): Item => ({ devices: { disks: items, interfaces: [nic] } });
const nics = (...items: Item[]): Item => ({ devices: { disks: [root, drive], interfaces: items } });

function effects(change: Item, known: Known = running, before: Item = machine): [string, EffectKind][] {
  return changesOf(domainTable, before, { ...before, ...change }, known).map(({ name, effect }) => [name, effect.kind]);
}

describe('what a change does to a running machine', () => {
  it.each<[string, Item, [string, EffectKind][]]>([
    ['more CPUs within the most', { vcpu_current: 3 }, [['vcpu_current', 'live']]],
    ['fewer CPUs', { vcpu_current: 1 }, [['vcpu_current', 'live']]],
    ['all CPUs, by leaving the number out', { vcpu_current: null }, [['vcpu_current', 'live']]],
    ['more CPUs at most', { vcpu: 8 }, [['vcpu', 'restart']]],
    ['a number of CPUs that is not known', { vcpu_current: unknown }, [['vcpu_current', 'restart']]],
    ['more memory within the most', { current_memory: 1536, current_memory_unit: 'MiB' }, [['current_memory', 'live']]],
    ['all memory, by leaving it out', { current_memory: null, current_memory_unit: null }, [['current_memory', 'live']]],
    [
      'memory without a balloon',
      { current_memory: 2, devices: { ...(machine['devices'] as Item), mem_balloon: { model: 'none' } } },
      [
        ['current_memory', 'live'],
        ['devices.mem_balloon.model', 'restart'],
      ],
    ],
    ['more memory at most', { memory: 4 }, [['memory', 'restart']]],
    ['a disk more', disks(root, drive, data), [['devices.disks[vdb]', 'live']]],
    ['a disk more, in front', disks(data, root, drive), [['devices.disks[vdb]', 'live']]],
    ['a disk less', disks(drive), [['devices.disks[vda]', 'live']]],
    [
      'a disk on a bus where nothing is plugged',
      disks(root, drive, { target: { dev: 'sdb', bus: 'sata' } }),
      [['devices.disks[sdb]', 'restart']],
    ],
    [
      'a disk on a bus that the name of the target says',
      disks(root, drive, { target: { dev: 'hda' } }),
      [['devices.disks[hda]', 'restart']],
    ],
    [
      'a disk on a bus that is not known',
      disks(root, drive, { target: { dev: 'vdb', bus: unknown } }),
      [['devices.disks[vdb]', 'restart']],
    ],
    ['disks that are not known', { devices: { disks: unknown, interfaces: [nic] } }, [['devices.disks', 'restart']]],
    ['a drive less', disks(root), [['devices.disks[sda]', 'restart']]],
    ['another medium', disks(root, { ...drive, source: { file: { file: '/b.iso' } } }), [['devices.disks[sda].source.file.file', 'live']]],
    ['no medium', disks(root, { ...drive, source: null }), [['devices.disks[sda].source.file', 'live']]],
    [
      'another volume behind a disk',
      disks({ ...root, source: { volume: { pool: 'p', volume: 'c' } } }, drive),
      [['devices.disks[vda].source.volume.volume', 'restart']],
    ],
    ['another cache mode', disks({ ...root, driver: { cache: 'none' } }, drive), [['devices.disks[vda].driver.cache', 'restart']]],
    ['an interface more', nics(nic, second), [['devices.interfaces[52:54:00:00:00:02]', 'live']]],
    ['an interface less', nics(), [['devices.interfaces[52:54:00:00:00:01]', 'live']]],
    [
      'an interface of a model that may not fit',
      nics(nic, { ...second, model: { type: 'rtl8139' } }),
      [['devices.interfaces[52:54:00:00:00:02]', 'restart']],
    ],
    ['a pulled cable', nics({ ...nic, link: { state: 'down' } }), [['devices.interfaces[52:54:00:00:00:01].link.state', 'live']]],
    [
      'a filter',
      nics({ ...nic, filter_ref: { filter: 'clean-traffic' } }),
      [['devices.interfaces[52:54:00:00:00:01].filter_ref.filter', 'live']],
    ],
    [
      'another network',
      nics({ ...nic, source: { network: { network: 'b' } } }),
      [['devices.interfaces[52:54:00:00:00:01].source.network.network', 'live']],
    ],
    [
      'another kind of connection',
      nics({ ...nic, source: { user: {} } }),
      [
        ['devices.interfaces[52:54:00:00:00:01].source.network', 'restart'],
        ['devices.interfaces[52:54:00:00:00:01].source.user', 'restart'],
      ],
    ],
    ['another model', nics({ ...nic, model: { type: 'e1000e' } }), [['devices.interfaces[52:54:00:00:00:01].model.type', 'restart']]],
  ])('%s', (_what, change, expected) => {
    expect(effects(change)).toEqual(expected);
  });

  it('lets go of CPUs only where QEMU says that they are gone and they were made to be unplugged', () => {
    expect(effects({ vcpu_current: 1 }, running, { ...machine, type: 'qemu' })).toEqual([['vcpu_current', 'restart']]);
    expect(effects({ vcpu_current: 2 }, running, { ...machine, vcpu_current: null })).toEqual([['vcpu_current', 'restart']]);
  });

  it('only enters the definition while it is off', () => {
    const change = { vcpu: 8, memory: 4, ...disks({ target: { dev: 'sdb', bus: 'sata' } }) };
    expect(new Set(effects(change, { running: false }).map(([, kind]) => kind))).toEqual(new Set(['live']));
  });

  it.each<[string, Item, string]>([
    [
      'more memory than the most',
      { memory: 1, memory_unit: 'GiB', current_memory: 2048, current_memory_unit: 'MiB' },
      'at most `memory`, 1 GiB, got 2 GiB',
    ],
    ['more CPUs than the most', { vcpu: 2, vcpu_current: 3 }, 'from 1 to `vcpu`, 2, got 3'],
    ['no CPU', { vcpu_current: 0 }, 'from 1 to `vcpu`, 1, got 0'],
  ])('cannot have %s', (_what, config, words) => {
    expect(sizingProblems(config)).toEqual([
      expect.objectContaining({ severity: 'error', detail: expect.stringContaining(words) as string }),
    ]);
  });
});

describe('a machine that runs otherwise than it is defined', () => {
  const changed = (over: Item): Item => ({ ...machine, ...over });
  const viewed = (state: Item, after: Item, views: ReturnType<typeof stateOf>['views']): [string, string, boolean][] =>
    changesOfViews(domainTable, state, after, running, views).map(({ name, effect, hidden }) => [name, effect.kind, hidden]);

  it('shows in its state what of its definition was changed by hand, and needs no restart for that', () => {
    const defined = changed({ memory: 4, on_crash: 'restart' });
    const { state, views } = stateOf(domainTable, machine, defined, machine);
    expect(state).toEqual(defined);
    expect(viewed(state, machine, views)).toEqual([
      ['memory', 'live', false],
      ['on_crash', 'live', false],
    ]);
  });

  it('needs a restart where what runs is not what is wished either', () => {
    const { state, views } = stateOf(domainTable, machine, changed({ memory: 4 }), changed({ memory: 3 }));
    expect(viewed(state, machine, views)).toEqual([['memory', 'restart', false]]);
  });

  it('shows in its state what was changed by hand in what runs alone', () => {
    const active = changed(nics({ ...nic, link: { state: 'down' } }, second));
    const { state, views } = stateOf(domainTable, machine, machine, active);
    expect(state['devices']).toEqual(active['devices']);
    expect(viewOf(state, views.defined)).toEqual(machine);
    expect(viewed(state, machine, views)).toEqual([
      ['devices.interfaces[52:54:00:00:00:01].link.state', 'live', false],
      ['devices.interfaces[52:54:00:00:00:02]', 'live', false],
    ]);
  });

  it('does not show where the balloon stands, which is the guest’s affair', () => {
    expect(stateOf(domainTable, machine, machine, changed({ current_memory: 2 })).state).toEqual(machine);
  });

  it('is planned to be changed where its state alone would show nothing', () => {
    // The guest has let go of a disk after the time-out of the run that wanted it.
    const before = changed(disks(root, drive, data));
    const { state, views } = stateOf(domainTable, before, before, machine);
    expect(state).toEqual(machine);
    expect(viewed(state, machine, views)).toEqual([['devices.disks[vdb]', 'live', true]]);
  });

  it('has one view while it is off', () => {
    expect(stateOf(domainTable, machine, changed({ memory: 4 }), undefined)).toEqual({ state: changed({ memory: 4 }), views: {} });
  });

  it('has no secrets in its views', () => {
    const table: Table = {
      ...domainTable,
      rows: { word: text('A password.', { place: '@word', sensitive: true }), name: text('A name.', { place: '@name' }) },
    };
    const { views } = stateOf(table, { name: 'a', word: 'b' }, { name: 'a', word: 'b' }, { name: 'c', word: 'hunter2' });
    expect(views.active).toEqual({ name: 'c' });
  });
});
