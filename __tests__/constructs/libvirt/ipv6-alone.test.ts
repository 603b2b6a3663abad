import { parse } from 'yaml';
import { docker, LabStack, libvirt, platform, Probe } from '../../../constructs';
import { type Resource, type TestLab, testLab } from '../../helpers/lab';
import fc from '../../support/properties';

const { NetworkMode } = libvirt;
const SUBNET = 'fd00:30::/64';

function network(lab: TestLab, mode = NetworkMode.nat(SUBNET), id = 'Net'): libvirt.Network {
  return new libvirt.Network(lab.host, id, { mode });
}

function shapeOf(lab: TestLab, name = 'lab-net'): Resource {
  const found = Object.values(lab.synth().resource.libvirt_network ?? {}).find((each) => each.name === name);
  if (!found) throw new Error(`no network ${name}`);
  return found;
}

function ethernetsOf(lab: TestLab, machine: string): Record<string, Record<string, unknown>> {
  const seed = Object.values(lab.synth().resource.libvirt_cloudinit_disk ?? {}).find(({ name }) => name === `lab-${machine}-seed.iso`);
  return (parse(seed?.network_config as string) as { ethernets: Record<string, Record<string, unknown>> }).ethernets;
}

describe('a network of IPv6 alone', () => {
  test('has one address of the host, a reservation and a name for each machine', () => {
    const lab = testLab();
    const net = network(lab);
    const web = lab.addMachine('Web', { network: net });
    const db = lab.addMachine('Db', { network: net, address: 'FD00:30:0::DB' });

    expect([web.address, web.ipv6Address, web.addressOn(net), web.ipv6AddressOn(net)]).toEqual(Array(4).fill('fd00:30::a'));
    expect(db.address).toBe('fd00:30::db');
    expect([net.subnet.toString(), net.subnet6?.toString(), net.isIpv6Alone]).toEqual([SUBNET, SUBNET, true]);
    expect(net.hostAddresses).toEqual(['fd00:30::1']);
    const json = shapeOf(lab);
    expect(json.ips).toEqual([
      {
        family: 'ipv6',
        address: 'fd00:30::1',
        prefix: 64,
        dhcp: {
          hosts: [
            { id: expect.stringMatching(/^0:3:0:1:52:54:0:/) as string, name: 'web', ip: 'fd00:30::a' },
            { id: expect.stringMatching(/^0:3:0:1:52:54:0:/) as string, name: 'db', ip: 'fd00:30::db' },
          ],
        },
      },
    ]);
    expect(json).toMatchObject({
      forward: { mode: 'nat', nat: { ipv6: 'yes' } },
      dns: {
        host: [
          { ip: 'fd00:30::a', hostnames: [{ hostname: 'web' }] },
          { ip: 'fd00:30::db', hostnames: [{ hostname: 'db' }] },
        ],
      },
    });
  });

  test.each([
    ['routed', NetworkMode.routed('2001:db8:5::/64', { device: 'eth0' }), { mode: 'route', dev: 'eth0' }],
    ['open', NetworkMode.open(SUBNET), { mode: 'open' }],
    ['isolated', NetworkMode.isolated(SUBNET), undefined],
    ['bridge', NetworkMode.bridge('br0', { subnet: SUBNET, gateway: 'fe80::1' }), { mode: 'bridge' }],
    ['macvtap', NetworkMode.macvtap('eth0', { subnet: SUBNET, gateway: 'fd00:30::ff' }), { mode: 'bridge', dev: 'eth0' }],
  ])('can be %s', (_kind, mode, forward) => {
    const lab = testLab();
    network(lab, mode);
    expect(shapeOf(lab).forward).toEqual(forward);
  });

  test('gives others a range by DHCPv6, from which no machine has its address', () => {
    const lab = testLab();
    const net = network(lab, NetworkMode.nat(SUBNET, { dhcpRange: { start: 'FD00:30::A', end: 'fd00:30::0:1f' } }));
    const web = lab.addMachine('Web', { network: net });
    expect(web.address).toBe('fd00:30::20');
    const json = shapeOf(lab);
    expect(json.ips[0].dhcp.ranges).toEqual([{ start: 'fd00:30::a', end: 'fd00:30::1f' }]);
    expect(json.dnsmasq_options.option).toEqual([{ value: `dhcp-host=${web.mac},[fd00:30::20]` }]);
  });

  test('remembers who has which address, and not what its machines had of IPv4', () => {
    const lab = testLab();
    const addressesOf = (subnet: string, ids: readonly string[]): string[] => {
      const app = lab.reopen();
      const host = libvirt.Host.local(new LabStack(app, 'lab'), 'Host');
      const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/test' });
      const lan = new libvirt.Network(host, 'Lan', { mode: NetworkMode.nat(subnet) });
      const { cloudInit, image } = lab.machineProps;
      const machines = ids.map((id) => new libvirt.VirtualMachine(host, id, { image, pool, network: lan, cloudInit }));
      app.synth();
      return machines.map(({ address }) => address);
    };
    expect(addressesOf('10.30.0.0/24', ['A', 'B'])).toEqual(['10.30.0.10', '10.30.0.11']);
    expect(addressesOf(SUBNET, ['B'])).toEqual(['fd00:30::a']);
    expect(addressesOf(SUBNET, ['A', 'B'])).toEqual(['fd00:30::b', 'fd00:30::a']);
  });

  test('gives each machine an address of its own in the subnet, whichever are given and whatever the prefix', () => {
    const chosen = fc.uniqueArray(fc.bigInt({ min: 2n, max: 2n ** 16n - 1n }), { maxLength: 4 });
    fc.assert(
      fc.property(fc.constantFrom(64, 80, 112), chosen, fc.nat(6), (prefix, given, automatic) => {
        const lab = testLab();
        const net = network(lab, NetworkMode.isolated(`fd00:30::/${prefix}`));
        const wanted = [...given.map((index) => net.subnet.at(index)), ...Array<undefined>(automatic).fill(undefined)];
        const machines = wanted.map((address, index) => lab.addMachine(`M${index}`, { network: net, address }));
        const addresses = machines.map(({ address }) => address);
        expect(new Set(addresses).size).toBe(wanted.length);
        expect(addresses.every((address) => net.subnet.indexOf(address) !== undefined && address !== 'fd00:30::1')).toBe(true);
        expect(addresses.slice(0, given.length)).toEqual(wanted.slice(0, given.length));
      }),
      { numRuns: 20 },
    );
  });

  test('has room for a group of machines, one address after the other', () => {
    const lab = testLab();
    const net = network(lab);
    const group = (id: string, firstAddress?: string): string[] =>
      new libvirt.MachineGroup(lab.host, id, { ...lab.machineProps, network: net, count: 3, firstAddress }).machines.map(
        ({ address }) => address,
      );
    expect(group('Web')).toEqual(['fd00:30::a', 'fd00:30::b', 'fd00:30::c']);
    expect(group('Far', 'fd00:30::ffff:ffff:fffe:ffff')).toEqual([
      'fd00:30::ffff:ffff:fffe:ffff',
      'fd00:30::ffff:ffff:ffff:0',
      'fd00:30::ffff:ffff:ffff:1',
    ]);
    expect(() => group('Late', 'fd00:30::ffff:ffff:ffff:fffe')).toThrow("'firstAddress' must leave room for 3 addresses in fd00:30::/64");
  });

  test('has records of its own, options of DHCPv6, and routes of IPv6', () => {
    const lab = testLab();
    const net = network(lab);
    const web = lab.addMachine('Web', { network: net, address: 'fd00:30::5' });
    net.addName('nas', 'FD00:30::00:6').addName('mirror', 'fd00:30::6').addAlias('www', 'web');
    net.addService({ service: 'ldap', protocol: 'tcp', target: 'web', port: 389 });
    net.addDhcpOption('ntp-server', 'fd00:30::7').addDhcpOption(65_001, 'x');
    net.addRoute('fd00:50::/48', web).addRoute('fd00:51::/48', 'FD00:30::5');
    expect(shapeOf(lab)).toMatchObject({
      dns: {
        host: [
          { ip: 'fd00:30::5', hostnames: [{ hostname: 'web' }] },
          { ip: 'fd00:30::6', hostnames: [{ hostname: 'nas' }, { hostname: 'mirror' }] },
        ],
      },
      dnsmasq_options: {
        option: [
          { value: 'cname=www,www.lab.internal,web.lab.internal' },
          { value: 'dhcp-option=option6:ntp-server,[fd00:30::7]' },
          { value: 'dhcp-option=option6:65001,x' },
        ],
      },
      routes: [
        { family: 'ipv6', address: 'fd00:50::', prefix: 48, gateway: 'fd00:30::5' },
        { family: 'ipv6', address: 'fd00:51::', prefix: 48, gateway: 'fd00:30::5' },
      ],
    });
  });

  test('is told of with its subnet, as its machines with their addresses', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { network: network(lab), probes: [Probe.http(80)] });
    const json = lab.synth();
    expect(lab.manifest.stacks[0]?.networks).toMatchObject([{ name: 'lab-net', subnet: SUBNET }, { name: 'lab-lan' }]);
    expect(lab.manifest.stacks[0]?.machines).toMatchObject([{ name: 'web', address: web.address }]);
    expect(Object.values(json.resource.libvirt_domain ?? {})[0]?.metadata.xml).toContain(' address="fd00:30::a"');
  });
});

describe('a guest with IPv6 alone', () => {
  test('is told its address, the way out and the DNS, and asks nobody for them', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { network: network(lab) });
    expect(ethernetsOf(lab, 'web')).toEqual({
      primary: {
        match: { macaddress: web.mac },
        dhcp4: false,
        'accept-ra': false,
        addresses: ['fd00:30::a/64'],
        gateway6: 'fd00:30::1',
        nameservers: { addresses: ['fd00:30::1'], search: ['lab.internal'] },
      },
    });
  });

  test('has no way out of an isolated network', () => {
    const lab = testLab();
    lab.addMachine('Web', { network: network(lab, NetworkMode.isolated(SUBNET)) });
    expect(ethernetsOf(lab, 'web').primary).not.toHaveProperty('gateway6');
    expect(ethernetsOf(lab, 'web').primary).toMatchObject({ nameservers: { addresses: ['fd00:30::1'] } });
  });

  test.each([
    ['in the subnet, which is asked for names too', '2001:db8:1::ff', { nameservers: { addresses: ['2001:db8:1::ff'] } }],
    ['of the link, which says itself whom to ask for names', 'fe80::1', {}],
  ])('on a network that is there already has a router %s', (_what, gateway, nameservers) => {
    const lab = testLab();
    const net = network(lab, NetworkMode.bridge('br0', { subnet: '2001:db8:1::/64', gateway }));
    const web = lab.addMachine('Web', { network: net, address: '2001:db8:1::7' });
    expect(ethernetsOf(lab, 'web')).toEqual({
      primary: {
        match: { macaddress: web.mac },
        dhcp4: false,
        addresses: ['2001:db8:1::7/64'],
        gateway6: gateway,
        ...nameservers,
      },
    });
  });

  test('can be on a network of IPv4 as well, whichever comes first', () => {
    const lab = testLab();
    const net = network(lab);
    const web = lab.addMachine('Web').attachNetwork(net);
    const db = lab.addMachine('Db', { network: net }).attachNetwork(lab.network);

    expect([web.address, web.ipv6Address, web.addressOn(net)]).toEqual(['10.20.0.10', undefined, 'fd00:30::a']);
    expect([db.address, db.ipv6Address, db.addressOn(lab.network)]).toEqual(['fd00:30::b', 'fd00:30::b', '10.20.0.11']);
    expect(web.traffic.addresses).toEqual(['10.20.0.10', 'fd00:30::a']);
    expect(ethernetsOf(lab, 'web')).toMatchObject({
      primary: { dhcp4: true },
      'lab-net': { dhcp4: false, 'accept-ra': false, addresses: ['fd00:30::a/64'] },
    });
    expect(ethernetsOf(lab, 'web')['lab-net']).not.toHaveProperty('gateway6');
    expect(ethernetsOf(lab, 'db')).toMatchObject({
      primary: { dhcp4: false, gateway6: 'fd00:30::1' },
      'lab-lan': { dhcp4: true, 'dhcp4-overrides': { 'use-routes': false } },
    });
  });
});

describe('what leads to a machine with IPv6 alone', () => {
  test('has its address in brackets before a port', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { network: network(lab) });
    new platform.LoadBalancer(lab.engine, 'Front').addTargets([web], { port: 80 }).publish(8080);
    new platform.PortForwards(lab.engine, 'Doors').forward(2222, web, { to: 22 });
    const files = Object.values(lab.synth().resource.docker_container ?? {}).map(
      ({ upload }) => (upload as { content: string }[])[0]?.content,
    );
    expect(files.find((text) => text?.includes('backend targets'))).toContain('  server web [fd00:30::a]:80 weight 1\n');
    expect(files.find((text) => text?.includes('stream {'))).toContain('proxy_pass [fd00:30::a]:22;');
  });

  test('is let in from the host’s address of IPv6', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { network: network(lab) });
    const front = new platform.LoadBalancer(lab.engine, 'Front').addTargets([web], { port: 80 }).publish(8080);
    web.connections.allowFrom(front, libvirt.Port.tcp(80));
    const group = Object.values(lab.synth().resource.libvirt_nwfilter ?? {}).find(({ name }) => name === 'lab-web-security-group');
    expect(group?.rules[0]).toMatchObject({ protocol: 'tcp-ipv6', src_ip_addr: 'fd00:30::1', src_ip_mask: '128', dst_port_start: 80 });
  });

  test('is refused where its host’s address is not known', () => {
    const lab = testLab();
    const mode = NetworkMode.bridge('br0', { subnet: SUBNET, gateway: 'fe80::1' });
    const web = lab.addMachine('Web', { network: network(lab, mode), address: 'fd00:30::7' });
    web.connections.allowFrom(lab.addService('App', { hostNetwork: true }), libvirt.Port.tcp(80));
    expect(() => lab.synth()).toThrow('which is not known on lab/Host/Net: allow that address by Peer.ipv6');
  });

  test('is refused where it speaks IPv4 alone', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { network: network(lab) });
    const backend = new docker.Network(lab.engine, 'Backend', { subnet: '10.20.1.0/24' });
    web.connections.allowFrom(lab.addService('App', { networks: [backend] }), libvirt.Port.tcp(80));
    expect(() => lab.synth()).toThrow(
      'lab/Host/Web/SecurityGroup: its members speak IPv6 alone, and lab/Docker/App does not, whose addresses are 10.20.1.10/32: put both on a network of one version',
    );
  });
});
