import { type Item } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Catalogue, trial, type Trial, type Values } from '../trial';

const nat = (start: number, end: number): Item => ({ start, end });
const six: Item = { family: 'ipv6', address: 'fd00:{id}::1', prefix: 64 };
const guest6: Item = { id: '0:3:0:1:52:54:0:e5:0:1', name: 'one', ip: 'fd00:{id}::20' };
const route: Item = { family: 'ipv6', address: 'fd01:{id}::', prefix: 64, gateway: 'fd00:{id}::20' };
const routed: Values = { 'ips[1]': six, 'routes[0]': route };
const host = { mac: '52:54:00:e5:00:01', name: 'one', ip: '{subnet}.20' };
const service: Item = { service: 'ldap', protocol: 'tcp', domain: 'lab.test', target: 'one.lab.test', port: 389, priority: 1, weight: 1 };
const text: Item = { name: 'one', value: 'first' };
const hosts: Values = { 'dns.host[0]': { ip: '{subnet}.20', hostnames: [{ hostname: 'one' }] } };

function ofService(name: string, before: string | number, after: string | number): Trial {
  return trial(`dns.sr_vs[0].${name}`, before, after, { with: { 'dns.sr_vs[0]': service } });
}

/** How `libvirt_network` is tried: each on a subnet of its own, with a running guest on it. */
export const networkCatalogue: Catalogue = {
  base: {
    name: '{name}',
    uuid: '{uuid:1}',
    bridge: { name: '{bridge}' },
    ips: [{ address: '{subnet}.1', prefix: 24, dhcp: { ranges: [{ start: '{subnet}.100', end: '{subnet}.150' }] } }],
  },
  trials: [
    trial('name', '{name}', '{name}-renamed', { hand: 'none' }),
    trial('uuid', '{uuid:1}', '{uuid:2}', { hand: 'none' }),
    trial('autostart', false, true, { hand: 'autostart' }),
    trial('active', true, false, { modes: ['running'], hand: 'start' }),
    trial('active', false, true, { modes: ['stopped'], hand: 'stop' }),
    trial('forward', null, {}),
    trial('forward.mode', 'nat', 'open'),
    trial('forward.dev', '{device:1}', '{device:2}'),
    trial('forward.nat.ports[0]', null, nat(2000, 3000), { with: { 'forward.mode': 'nat' } }),
    trial('forward.nat.ports[0].start', 2000, 2001, { with: { 'forward.nat.ports[0]': nat(2000, 3000) } }),
    trial('forward.nat.ports[0].end', 3000, 3001, { with: { 'forward.nat.ports[0]': nat(2000, 3000) } }),
    trial('forward.nat.ipv6', 'no', 'yes', { with: { 'forward.mode': 'nat', 'ips[1]': six } }),
    trial('bridge.name', '{bridge}', '{bridge}x'),
    trial('bridge.stp', 'on', 'off'),
    trial('bridge.delay', '1', '2'),
    trial('mtu.size', 1400, 1300),
    trial('domain.name', 'one.test', 'two.test'),
    trial('domain.local_only', 'no', 'yes', { with: { 'domain.name': 'one.test' } }),
    trial('dns.enable', 'yes', 'no'),
    trial('dns.forwarders[0]', null, { addr: '192.0.2.1' }),
    trial('dns.forwarders[0].addr', '192.0.2.1', '192.0.2.2'),
    trial('dns.forwarders[0].domain', 'one.test', 'two.test', { with: { 'dns.forwarders[0].addr': '192.0.2.1' } }),
    trial('dns.host[0]', null, { ip: '{subnet}.20', hostnames: [{ hostname: 'one' }] }),
    trial('dns.host[0].ip', '{subnet}.20', '{subnet}.21', { with: hosts }),
    trial('dns.host[0].hostnames[1]', null, { hostname: 'two' }, { with: hosts }),
    trial('dns.host[0].hostnames[0].hostname', 'one', 'two', { with: hosts }),
    trial('dns.tx_ts[0]', null, text),
    trial('dns.tx_ts[0].name', 'one', 'two', { with: { 'dns.tx_ts[0]': text } }),
    trial('dns.tx_ts[0].value', 'first', 'second', { with: { 'dns.tx_ts[0]': text } }),
    trial('dns.sr_vs[0]', null, service),
    ofService('service', 'ldap', 'kerberos'),
    ofService('protocol', 'tcp', 'udp'),
    ofService('domain', 'lab.test', 'other.test'),
    ofService('target', 'one.lab.test', 'two.lab.test'),
    ofService('port', 389, 390),
    ofService('priority', 1, 2),
    ofService('weight', 1, 2),
    trial('ips[1]', null, { family: 'ipv6', address: 'fd00:{id}::1', prefix: 64 }),
    trial('ips[0].address', '{subnet}.1', '{subnet}.2'),
    trial('ips[0].prefix', 24, 25, { along: { 'ips[0].dhcp.ranges[0].end': '{subnet}.120' } }),
    trial('ips[0].netmask', '255.255.255.0', '255.255.255.128', {
      with: { 'ips[0].prefix': null },
      along: { 'ips[0].dhcp.ranges[0].end': '{subnet}.120' },
    }),
    trial('ips[0].dhcp.ranges[1]', null, { start: '{subnet}.160', end: '{subnet}.170' }),
    trial('ips[0].dhcp.ranges[0].start', '{subnet}.100', '{subnet}.90'),
    trial('ips[0].dhcp.ranges[0].end', '{subnet}.150', '{subnet}.140'),
    trial('ips[0].dhcp.hosts[0]', null, host),
    trial('ips[0].dhcp.hosts[0].mac', '52:54:00:e5:00:01', '52:54:00:e5:00:02', { with: { 'ips[0].dhcp.hosts[0]': host } }),
    trial('ips[0].dhcp.hosts[0].name', 'one', 'two', { with: { 'ips[0].dhcp.hosts[0]': host } }),
    trial('ips[0].dhcp.hosts[0].ip', '{subnet}.20', '{subnet}.21', { with: { 'ips[0].dhcp.hosts[0]': host } }),
    trial('ips[1].dhcp.hosts[0].id', '0:3:0:1:52:54:0:e5:0:1', '0:3:0:1:52:54:0:e5:0:2', {
      with: { 'ips[1]': six, 'ips[1].dhcp.hosts[0]': guest6 },
    }),
    trial('routes[0]', null, route, { with: { 'ips[1]': six } }),
    trial('routes[0].address', 'fd01:{id}::', 'fd02:{id}::', { with: routed }),
    trial('routes[0].prefix', 64, 80, { with: routed }),
    trial('routes[0].gateway', 'fd00:{id}::20', 'fd00:{id}::21', { with: routed }),
    trial('routes[0].metric', '1', '2', { with: routed }),
    trial('dnsmasq_options.option[0]', null, { value: 'cname=www,one' }),
    trial('dnsmasq_options.option[0].value', 'cname=www,one', 'cname=www,two'),
  ],
  untried: {
    'routes.family': 'changes only with the address, which tells the routes apart',
    'virtual_port.params.open_v_switch': 'needs Open vSwitch',
    'vlan.tags[]': 'needs Open vSwitch',
    'vlan.tags.id': 'needs Open vSwitch',
    'ips.family': 'changes only with the address, which tells the addresses apart',
  },
};
