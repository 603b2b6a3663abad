import { changesOf, domainTable, type EffectKind, type Item, type Known } from '../../../../packages/terraform-provider-libvirt/src/tables';

const unknown = Symbol('unknown') as unknown as Item[string];
const running: Known = { running: true };
const off: Known = { running: false };

const machine: Item = {
  name: 'vm',
  type: 'kvm',
  memory: 1,
  memory_unit: 'GiB',
  devices: { disks: [{ target: { dev: 'vda' }, source: { volume: { pool: 'p', volume: 'a' } } }] },
};

function effects(table: typeof domainTable, before: Item, change: Item, known: Known): [string, EffectKind][] {
  return changesOf(table, before, { ...before, ...change }, known).map(({ path, effect }) => [path.join('.'), effect.kind]);
}

const disks = (...items: Item[]): Item => ({ devices: { disks: items } });
const root = { target: { dev: 'vda' }, source: { volume: { pool: 'p', volume: 'a' } } };
const data = { target: { dev: 'vdb' }, source: { volume: { pool: 'p', volume: 'b' } } };

describe('the effects of a changed machine', () => {
  it.each<[string, Item, Known, [string, EffectKind][]]>([
    ['nothing', {}, running, []],
    ['the same memory in another unit', { memory: 1048576, memory_unit: 'KiB' }, running, []],
    ['what is implied, said', { on_reboot: 'restart', vcpu: 1 }, running, []],
    ['more memory', { memory: 2 }, running, [['memory', 'restart']]],
    ['more memory while it is off', { memory: 2 }, off, [['memory', 'live']]],
    ['more memory while nobody knows', { memory: 2 }, {}, [['memory', 'restart']]],
    ['memory that is not known yet', { memory: unknown }, running, [['memory', 'restart']]],
    ['a title', { title: 'one' }, running, [['title', 'live']]],
    ['metadata', { metadata: { xml: '<a xmlns="urn:a"/>' } }, running, [['metadata.xml', 'live']]],
    ['the name', { name: 'other' }, off, [['name', 'replace']]],
    ['one more disk', disks(root, data), running, [['devices.disks.1', 'live']]],
    ['one more disk in front', disks(data, root), running, [['devices.disks.0', 'live']]],
    ['one disk less', { devices: null }, running, [['devices.disks.0', 'live']]],
    [
      'another volume',
      disks({ ...root, source: { volume: { pool: 'p', volume: 'c' } } }),
      running,
      [['devices.disks.0.source.volume.volume', 'restart']],
    ],
    ['how it is destroyed', { destroy: { graceful: true } }, running, [['destroy.graceful', 'live']]],
    ['that it shall not run', { running: false }, running, [['running', 'live']]],
  ])('%s', (_what, change, known, expected) => {
    expect(effects(domainTable, machine, change, known)).toEqual(expected);
  });
});
