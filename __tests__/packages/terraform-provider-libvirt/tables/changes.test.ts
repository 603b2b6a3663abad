import {
  changesOf,
  domainTable,
  type EffectKind,
  type Item,
  type Known,
  networkTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';

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

const network: Item = {
  name: 'lan',
  bridge: { name: 'br0' },
  ips: [{ address: '10.0.0.1', prefix: 24, dhcp: { hosts: [{ mac: '52:54:00:00:00:01', ip: '10.0.0.2' }] } }],
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
    ['one more disk', disks(root, data), running, [['devices.disks.1', 'restart']]],
    ['one more disk in front', disks(data, root), running, [['devices.disks.0', 'restart']]],
    ['one disk less', { devices: null }, running, [['devices.disks.0', 'restart']]],
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

describe('the effects of a changed network', () => {
  const ips = (hosts: Item[], prefix = 24): Item => ({ ips: [{ address: '10.0.0.1', prefix, dhcp: { hosts } }] });
  const host = { mac: '52:54:00:00:00:01', ip: '10.0.0.2' };

  it.each<[string, Item, Known, [string, EffectKind][]]>([
    ['a reservation more', ips([host, { mac: '52:54:00:00:00:02', ip: '10.0.0.3' }]), running, [['ips.0.dhcp.hosts.1', 'live']]],
    ['another address of a reservation', ips([{ ...host, ip: '10.0.0.9' }]), running, [['ips.0.dhcp.hosts.0.ip', 'live']]],
    ['no reservation', ips([]), running, [['ips.0.dhcp.hosts.0', 'live']]],
    ['a name', { dns: { host: [{ ip: '10.0.0.2', hostnames: [{ hostname: 'a' }] }] } }, running, [['dns.host.0', 'live']]],
    ['autostart', { autostart: true }, running, [['autostart', 'live']]],
    ['the prefix', ips([host], 25), running, [['ips.0.prefix', 'replace']]],
    ['the prefix while nobody knows whether it runs', ips([host], 25), {}, [['ips.0.prefix', 'replace']]],
    ['the prefix while it does not run', ips([host], 25), off, [['ips.0.prefix', 'live']]],
    ['the bridge', { bridge: { name: 'br1' } }, running, [['bridge.name', 'replace']]],
    ['addresses that are not known yet', { ips: unknown }, running, [['ips', 'replace']]],
  ])('%s', (_what, change, known, expected) => {
    expect(effects(networkTable, network, change, known)).toEqual(expected);
  });
});
