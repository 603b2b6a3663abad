import { parse } from 'yaml';
import { libvirt } from '../../../constructs';
import { only, type Resource, type TestLab, testLab } from '../../helpers/lab';

const { NetworkMode } = libvirt;
const EXISTING = { subnet: '10.30.0.0/24', gateway: '10.30.0.254' };

function network(lab: TestLab, mode: libvirt.NetworkMode, id = 'Net'): libvirt.Network {
  return new libvirt.Network(lab.host, id, { mode });
}

/** The network of a test, beside the one that its machines would be on by themselves. */
function shapeOf(lab: TestLab): Resource {
  const found = Object.values(lab.synth().resource.libvirt_network ?? {}).find(({ name }) => name === 'lab-net');
  if (!found) throw new Error('no network');
  return found;
}

function seedOf(lab: TestLab): { ethernets: { primary: object } } {
  return parse(only(lab.synth(), 'libvirt_cloudinit_disk').network_config as string) as { ethernets: { primary: object } };
}

describe('a network of both versions of IP', () => {
  const DUAL = NetworkMode.nat('10.30.0.0/24', { ipv6: 'fd00:30::/64' });

  test('has an address, a reservation and a name of both for each machine, which have the same number', () => {
    const lab = testLab();
    const net = network(lab, DUAL);
    const web = lab.addMachine('Web', { network: net, address: '10.30.0.26' });
    const json = shapeOf(lab);

    expect([web.address, web.ipv6Address, web.ipv6AddressOn(net)]).toEqual(['10.30.0.26', 'fd00:30::1a', 'fd00:30::1a']);
    expect(json).toMatchObject({
      forward: { mode: 'nat', nat: { ipv6: 'yes' } },
      dns: { host: [{ ip: 'fd00:30::1a', hostnames: [{ hostname: 'web' }] }] },
      ips: [
        { family: 'ipv4', address: '10.30.0.1', prefix: 24, dhcp: { hosts: [{ ip: '10.30.0.26' }] } },
        { family: 'ipv6', address: 'fd00:30::1', prefix: 64, dhcp: { hosts: [{ name: 'web', ip: 'fd00:30::1a' }] } },
      ],
    });
    const bytes = web.mac.split(':').map((byte) => parseInt(byte, 16).toString(16));
    expect(json.ips[1].dhcp.hosts[0].id).toBe(['0', '3', '0', '1', ...bytes].join(':'));
  });

  test('is told of with both subnets, so that the host can be looked at for either', () => {
    const lab = testLab();
    network(lab, DUAL);
    expect(lab.stack.facts.networks).toMatchObject([{ subnet: '10.30.0.0/24', subnet6: 'fd00:30::/64' }]);
  });

  test('tells the guest its IPv6 address, whatever it calls itself in DHCPv6', () => {
    const lab = testLab();
    lab.addMachine('Web', { network: network(lab, DUAL), address: '10.30.0.26' });
    expect(seedOf(lab).ethernets.primary).toMatchObject({ dhcp4: true, addresses: ['fd00:30::1a/64'] });
  });

  test('can be one that is there already', () => {
    const lab = testLab();
    const mode = NetworkMode.bridge('br0', { ...EXISTING, ipv6: '2001:db8:1::/64', ipv6Gateway: 'fe80::1' });
    lab.addMachine('Web', { network: network(lab, mode), address: '10.30.0.26' });
    expect(seedOf(lab).ethernets.primary).toMatchObject({
      addresses: ['10.30.0.26/24', '2001:db8:1::1a/64'],
      routes: [{ to: '0.0.0.0/0', via: '10.30.0.254' }],
      gateway6: 'fe80::1',
    });
  });

  test.each([
    ['10.30.0.0/24', "'ipv6' must be an IPv6 network with a prefix from /64 to /112, got '10.30.0.0/24'"],
    ['fd00:30::1/64', "'ipv6' must name the network itself: did you mean 'fd00:30::/64'?"],
    ['fd00:30::/48', 'a prefix from /64 to /112'],
    ['fd00', 'must be a network in CIDR notation'],
  ])('refuses %s', (ipv6, message) => {
    const lab = testLab();
    expect(() => network(lab, NetworkMode.nat('10.30.0.0/24', { ipv6 }))).toThrow(message);
  });

  test('refuses IPv6 addresses that another one of the computer has', () => {
    const lab = testLab();
    network(lab, DUAL);
    expect(() => network(lab, NetworkMode.isolated('10.31.0.0/24', { ipv6: 'fd00:30::/80' }), 'Other')).toThrow(
      'lab/Host/Other: subnet fd00:30::/80 overlaps fd00:30::/64 of lab/Host/Net: choose another one',
    );
  });
});

describe('a mode', () => {
  test.each([
    ['open', NetworkMode.open('10.30.0.0/24'), { forward: { mode: 'open' }, ips: expect.any(Array) as unknown }],
    ['macvtap', NetworkMode.macvtap('eth0', { ...EXISTING, mode: 'vepa' }), { forward: { mode: 'vepa', dev: 'eth0' } }],
    ['a VLAN', NetworkMode.bridge('br0', { ...EXISTING, vlan: 20 }), { bridge: { name: 'br0' }, vlan: { tags: [{ id: 20 }] } }],
    [
      'a VLAN of Open vSwitch',
      NetworkMode.bridge('ovs0', { ...EXISTING, vlan: 20, openVSwitch: true }),
      { vlan: { tags: [{ id: 20 }] }, virtual_port: { params: { open_v_switch: {} } } },
    ],
  ])('can be %s', (_what, mode, shape) => {
    const lab = testLab();
    network(lab, mode);
    expect(only(lab.synth(), 'libvirt_network')).toMatchObject(shape);
  });

  test.each([
    ['no VLAN', NetworkMode.bridge('br0', { ...EXISTING, vlan: 4095 }), "'vlan' must be a whole number from 1 to 4094, got 4095"],
    [
      'a router elsewhere',
      NetworkMode.bridge('br0', { ...EXISTING, gateway: '10.31.0.1' }),
      "'gateway' must be an address in 10.30.0.0/24",
    ],
    ['no router', NetworkMode.macvtap('eth0', { ...EXISTING, ipv6Gateway: 'x' }), "'ipv6Gateway' must be an IPv6 address, got 'x'"],
    ['no device', NetworkMode.macvtap('', EXISTING), "'device' must be the name of a network device"],
  ])('refuses %s', (_what, mode, message) => {
    const lab = testLab();
    expect(() => network(lab, mode)).toThrow(message);
  });

  test('that is there already refuses its router’s address, and has no DNS, DHCP and routes of ours', () => {
    const lab = testLab();
    const net = network(lab, NetworkMode.macvtap('eth0', EXISTING));
    expect(() => lab.addMachine('Web', { network: net, address: '10.30.0.254' })).toThrow(
      "'address' must not be the gateway of lab/Host/Net",
    );
    expect(() => net.addAlias('a', 'b')).toThrow('an alias needs a DNS');
    expect(() => net.addDhcpOption('ntp-server', '10.0.0.1')).toThrow('a DHCP option needs a DHCP');
    expect(() => net.addRoute('10.50.0.0/16', '10.30.0.7')).toThrow('a route to 10.50.0.0/16 needs a network of the lab');
  });
});

describe('a network of the lab', () => {
  test('has aliases, DHCP options, routes and servers for single domains', () => {
    const lab = testLab();
    const net = new libvirt.Network(lab.host, 'Net', {
      mode: NetworkMode.nat('10.30.0.0/24', { ipv6: 'fd00:30::/64' }),
      forwarders: ['fd00::53', { address: '10.0.0.53', domain: 'corp.example' }],
    });
    const web = lab.addMachine('Web', { network: net, address: '10.30.0.5' });
    net
      .addAlias('www', 'web')
      .addAlias('a.example', 'b.example')
      .addDhcpOption('ntp-server', '10.30.0.1', '10.30.0.2')
      .addDhcpOption(42, 'x');
    net.addRoute('10.50.0.0/16', web).addRoute('fd00:50::/48', web, { metric: 2 });
    expect(shapeOf(lab)).toMatchObject({
      dns: { forwarders: [{ addr: 'fd00::53' }, { addr: '10.0.0.53', domain: 'corp.example' }] },
      dnsmasq_options: {
        option: [
          { value: 'cname=www,www.lab.internal,web.lab.internal' },
          { value: 'cname=a.example,b.example' },
          { value: 'dhcp-option=option:ntp-server,10.30.0.1,10.30.0.2' },
          { value: 'dhcp-option=42,x' },
        ],
      },
      routes: [
        { family: 'ipv4', address: '10.50.0.0', prefix: 16, gateway: '10.30.0.5' },
        { family: 'ipv6', address: 'fd00:50::', prefix: 48, gateway: 'fd00:30::5', metric: '2' },
      ],
    });
  });

  test.each([
    ['an option of no name', (net: libvirt.Network) => net.addDhcpOption('NTP server', 'x'), "must be a name such as 'ntp-server'"],
    ['an option of no number', (net: libvirt.Network) => net.addDhcpOption(255, 'x'), 'a number from 1 to 254'],
    ['an option without a value', (net: libvirt.Network) => net.addDhcpOption(42), "the DHCP option '42' must have values"],
    ['a value with a line break', (net: libvirt.Network) => net.addDhcpOption(42, 'x\naddress=/#/1.2.3.4'), 'without spaces and commas'],
    ['an alias of no name', (net: libvirt.Network) => net.addAlias('a b', 'c'), "a DNS name has letters, digits, '-' and '_'"],
    ['a route to no network', (net: libvirt.Network) => net.addRoute('10.50.0.1/16', '10.30.0.5'), "did you mean '10.50.0.0/16'?"],
    [
      'a route through nobody here',
      (net: libvirt.Network) => net.addRoute('10.50.0.0/16', '10.31.0.5'),
      'must lead to an address in 10.30.0.0/24',
    ],
    ['a route of IPv6 without such', (net: libvirt.Network) => net.addRoute('fd00::/64', 'fd01::1'), "an 'ipv6' subnet, got 'fd01::1'"],
    [
      'a metric of nothing',
      (net: libvirt.Network) => net.addRoute('10.50.0.0/16', '10.30.0.5', { metric: 0 }),
      "'metric' must be a whole number from 1, got 0",
    ],
  ])('refuses %s', (_what, change, message) => {
    const net = network(testLab(), NetworkMode.nat('10.30.0.0/24'));
    expect(() => change(net)).toThrow(message);
  });
});
