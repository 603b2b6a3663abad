import {
  changesOf,
  type EffectKind,
  type Item,
  type Known,
  networkTable,
  readTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';

const unknown = Symbol('unknown') as unknown as Item[string];
const running: Known = { running: true };
const off: Known = { running: false };

const forward: Item = { mode: 'nat', dev: 'eth0' };
const network: Item = {
  name: 'lan',
  forward,
  bridge: { name: 'br0' },
  ips: [{ address: '10.0.0.1', prefix: 24, dhcp: { hosts: [{ mac: '52:54:00:00:00:01', ip: '10.0.0.2' }] } }],
};

function effects(change: Item, known: Known): [string, EffectKind][] {
  return changesOf(networkTable, network, { ...network, ...change }, known).map(({ path, effect }) => [path.join('.'), effect.kind]);
}

describe('the effects of a changed network', () => {
  const ips = (hosts: Item[], prefix = 24): Item => ({ ips: [{ address: '10.0.0.1', prefix, dhcp: { hosts } }] });
  const host = { mac: '52:54:00:00:00:01', ip: '10.0.0.2' };
  const lan = { address: '10.0.0.1', prefix: 24, dhcp: { hosts: [host] } };

  it.each<[string, Item, Known, [string, EffectKind][]]>([
    ['a reservation more', ips([host, { mac: '52:54:00:00:00:02', ip: '10.0.0.3' }]), running, [['ips.0.dhcp.hosts.1', 'live']]],
    ['another address of a reservation', ips([{ ...host, ip: '10.0.0.9' }]), running, [['ips.0.dhcp.hosts.0.ip', 'live']]],
    ['no reservation', ips([]), running, [['ips.0.dhcp.hosts.0', 'live']]],
    ['a name', { dns: { host: [{ ip: '10.0.0.2', hostnames: [{ hostname: 'a' }] }] } }, running, [['dns.host.0', 'live']]],
    ['autostart', { autostart: true }, running, [['autostart', 'live']]],
    [
      'a range',
      { ips: [{ ...lan, dhcp: { hosts: [host], ranges: [{ start: '10.0.0.9', end: '10.0.0.10' }] } }] },
      running,
      [['ips.0.dhcp.ranges.0', 'live']],
    ],
    ['a TXT record', { dns: { tx_ts: [{ name: 'a', value: 'b' }] } }, running, [['dns.tx_ts.0', 'live']]],
    ['an SRV record', { dns: { sr_vs: [{ service: 'ldap', protocol: 'tcp' }] } }, running, [['dns.sr_vs.0', 'live']]],
    ['the interface to the outside', { forward: { mode: 'nat', dev: 'eth1' } }, running, [['forward.dev', 'live']]],
    ['how packets leave', { forward: { ...forward, mode: 'route' } }, running, [['forward.mode', 'restart']]],
    ['that packets do not leave', { forward: null }, running, [['forward', 'restart']]],
    [
      'ports of translation',
      { forward: { ...forward, nat: { ports: [{ start: 1, end: 2 }] } } },
      running,
      [['forward.nat.ports.0', 'restart']],
    ],
    ['the packet size', { mtu: { size: 1400 } }, running, [['mtu.size', 'restart']]],
    ['the domain', { domain: { name: 'a.b' } }, running, [['domain.name', 'restart']]],
    ['a forwarder', { dns: { forwarders: [{ addr: '10.9.9.9' }] } }, running, [['dns.forwarders.0', 'restart']]],
    ['one more address', { ips: [lan, { address: '10.0.1.1', prefix: 24 }] }, running, [['ips.1', 'restart']]],
    ['the prefix', ips([host], 25), running, [['ips.0.prefix', 'restart']]],
    ['the prefix while nobody knows whether it runs', ips([host], 25), {}, [['ips.0.prefix', 'restart']]],
    ['the prefix while it does not run', ips([host], 25), off, [['ips.0.prefix', 'live']]],
    ['the bridge', { bridge: { name: 'br1' } }, running, [['bridge.name', 'restart']]],
    ['addresses that are not known yet', { ips: unknown }, running, [['ips', 'restart']]],
    ['the name', { name: 'wan' }, running, [['name', 'replace']]],
    ['the UUID', { uuid: '1' }, off, [['uuid', 'replace']]],
  ])('%s', (_what, change, known, expected) => {
    expect(effects(change, known)).toEqual(expected);
  });
});

it('lets libvirt choose the ports of translated connections', () => {
  const planned = { forward: { mode: 'nat', nat: {} } };
  const xml = `<network><forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward></network>`;
  expect(readTable(networkTable, xml, planned)).toMatchObject({ forward: { mode: 'nat', nat: { ports: null } } });
});
