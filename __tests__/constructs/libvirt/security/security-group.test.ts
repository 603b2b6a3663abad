import { docker, libvirt, platform, Probe } from '../../../../constructs';
import { allOutRules } from '../../../../constructs/libvirt/security/base-rules';
import type { FilterRule } from '../../../../constructs/libvirt/security/filter-rules';
import { type Resource, type StackJson, testLab } from '../../../helpers/lab';
import { type Packet, passes } from './packet-filter';

const { NetworkMode, Peer, Port, SecurityGroup } = libvirt;

/** A filter of the stack by its name. */
function filter(json: StackJson, name: string): Resource {
  const found = Object.values(json.resource.libvirt_nwfilter ?? {}).find((each) => each.name === name);
  if (!found) throw new Error(`no filter ${name}`);
  return found;
}

/** The rules that allow by name, as `in tcp 80 10.20.0.5/32`. */
function allowances(json: StackJson, name: string): string[] {
  return (filter(json, name).rules as FilterRule[])
    .filter(({ priority }) => priority === 400)
    .map((rule) => {
      const [address, mask] = rule.direction === 'in' ? [rule.src_ip_addr, rule.src_ip_mask] : [rule.dst_ip_addr, rule.dst_ip_mask];
      const ports = [rule.dst_port_start, rule.dst_port_end].filter((port) => port !== undefined).join('-');
      return [rule.direction, rule.protocol, ports, address === undefined ? 'any' : `${address}/${mask ?? ''}`].filter(Boolean).join(' ');
    });
}

describe('SecurityGroup', () => {
  test('is a filter of its own, and each interface has one that names it and looks at where packets come from', () => {
    const lab = testLab();
    const group = new SecurityGroup(lab.host, 'WebGroup').addIngressRule(Peer.anyIpv4(), Port.tcpRange(8000, 8010), 'the "world"');
    lab.addMachine('Web', { securityGroups: [group] });
    const json = lab.synth();
    const references = (filter(json, 'lab-web-on-lan').filter_refs as { filter: string; parameters?: object[] }[]).map(
      (each) => each.filter,
    );

    expect(allowances(json, 'lab-web-group')).toEqual(['in tcp 8000-8010 any']);
    expect(filter(json, 'lab-web-group').rules[0].comment).toBe('the "world"');
    expect(references.slice(0, 3)).toEqual(['no-mac-spoofing', 'no-ip-spoofing', 'no-arp-spoofing']);
    expect(references[3]).toMatch(/^\$\{libvirt_nwfilter\.Host_Lan_GuestFilter_\w+\.name\}$/);
    expect(references[4]).toMatch(/^\$\{libvirt_nwfilter\.Host_WebGroup_\w+\.name\}$/);
    const [domain] = Object.values(json.resource.libvirt_domain ?? {});
    expect(domain?.devices.interfaces[0].filter_ref.filter).toMatch(/^\$\{libvirt_nwfilter\.Host_Web_Filter-lan_\w+\.name\}$/);
  });

  test('compiles to what its snapshot says', () => {
    const lab = testLab();
    const network = new libvirt.Network(lab.host, 'Net', { mode: NetworkMode.nat('10.30.0.0/24', { ipv6: 'fd00:30::/64' }) });
    const web = lab.addMachine('Web', { network, address: '10.30.0.5' });
    const db = lab.addMachine('Db', { network, address: '10.30.0.6' });
    db.connections.allowFrom(web, Port.tcp(5432), 'the shop');
    db.connections.allowFrom(web, Port.icmpPing());
    const filters = Object.values(lab.synth().resource.libvirt_nwfilter ?? {});
    expect(filters.map(({ name, chain, filter_refs, rules }) => ({ name, chain, filter_refs, rules }))).toMatchSnapshot();
  });

  test('is not there for a machine that nobody has said anything about', () => {
    const lab = testLab();
    lab.addMachine('Web');
    expect(lab.synth().resource).not.toHaveProperty('libvirt_nwfilter');
  });

  test('as a peer stands for its members, also for those that come later', () => {
    const lab = testLab();
    const app = new SecurityGroup(lab.host, 'App');
    const db = new SecurityGroup(lab.host, 'Db').addIngressRule(app, Port.tcp(5432));
    lab.addMachine('Data', { securityGroups: [db], address: '10.20.0.5' });
    lab.addMachine('One', { securityGroups: [app], address: '10.20.0.6' });
    lab.addMachine('Two', { securityGroups: [app], address: '10.20.0.7' });
    app.connections.allowInternally(Port.udp(7946));
    const json = lab.synth();

    expect(allowances(json, 'lab-db')).toEqual(['in tcp 5432 10.20.0.6/32', 'in tcp 5432 10.20.0.7/32']);
    expect(allowances(json, 'lab-app')).toEqual(['in udp 7946 10.20.0.6/32', 'in udp 7946 10.20.0.7/32']);
  });

  test('guards networks that are attached later, and lets its host care for the machine', () => {
    const lab = testLab();
    const other = new libvirt.Network(lab.host, 'Other', { mode: NetworkMode.isolated('10.21.0.0/24', { ipv6: 'fd00:21::/64' }) });
    const web = lab.addMachine('Web', { address: '10.20.0.5', probes: [Probe.http(8080)] });
    web.connections.allowFromAnyIpv4(Port.tcp(443));
    web.attachNetwork(other, { address: '10.21.0.5' });
    const json = lab.synth();

    expect(allowances(json, 'lab-web-on-lan')).toEqual(['in tcp 22 10.20.0.1/32', 'in tcp 8080 10.20.0.1/32']);
    expect(allowances(json, 'lab-web-on-other')).toContain('in tcp-ipv6 22 fd00:21::1/128');
    expect(JSON.stringify(filter(json, 'lab-web-on-other').filter_refs)).toContain('{"name":"IPV6","value":"fd00:21::5"}');
    // What libvirt's own rules say of networks is said again for guarded guests.
    const drops = (name: string): unknown[] => (filter(json, name).rules as FilterRule[]).filter(({ priority }) => priority === 600);
    expect(drops('lab-lan-guests')).toMatchObject([{ dst_ip_addr: '10.21.0.0' }, { dst_ip_addr: 'fd00:21::', protocol: 'all-ipv6' }]);
    expect(drops('lab-other-guests')).toMatchObject([
      { dst_ip_addr: '10.20.0.0' },
      { dst_ip_addr: '10.21.0.0', match: 'no' },
      { dst_ip_addr: 'fd00:21::', match: 'no' },
    ]);
  });

  test('guards a machine with IPv6 alone, which sends from no address of IPv4', () => {
    const lab = testLab();
    const network = new libvirt.Network(lab.host, 'Six', { mode: NetworkMode.isolated('fd00:30::/64') });
    const [web, db] = ['Web', 'Db'].map((id) => lab.addMachine(id, { network }));
    web?.connections.allowFrom(db as libvirt.VirtualMachine, Port.tcp(80));
    const json = lab.synth();

    expect(allowances(json, 'lab-web-security-group')).toEqual(['in tcp-ipv6 80 fd00:30::b/128']);
    expect(allowances(json, 'lab-web-on-six')).toEqual(['in tcp-ipv6 22 fd00:30::1/128']);
    expect((filter(json, 'lab-web-on-six').filter_refs as object[]).slice(0, 4)).toEqual([
      { filter: 'no-mac-spoofing' },
      { filter: 'no-ip-spoofing', parameters: [{ name: 'IP', value: '0.0.0.0' }] },
      { filter: 'no-arp-spoofing', parameters: [{ name: 'IP', value: '0.0.0.0' }] },
      { filter: expect.stringContaining('Ipv6SourceFilter') as string, parameters: [{ name: 'IPV6', value: 'fd00:30::a' }] },
    ]);
    const rules = filter(json, 'lab-six-guests').rules as FilterRule[];
    const out = (protocol: Packet['protocol'], address: string, port: number): boolean =>
      passes([rules, allOutRules()], { direction: 'out', protocol, address, port });
    expect([out('icmpv6', 'ff02::1:ff00:b', 135), out('udp', 'fd00:30::1', 53)]).toEqual([true, true]);
    expect([out('tcp', 'fd00:30::b', 80), out('tcp', 'fd00:31::b', 80), out('tcp', '10.20.0.5', 80)]).toEqual([true, false, false]);
  });

  test('without care and with spoofing allowed is only what its rules say', () => {
    const lab = testLab();
    const group = new SecurityGroup(lab.host, 'Router', { allowCare: false, antiSpoofing: false, allowAllOutbound: false });
    group.addEgressRule(Peer.ipv6('2001:db8::/32'), Port.allTraffic());
    lab.addMachine('Gate', { securityGroups: [group] });
    const json = lab.synth();

    expect(filter(json, 'lab-router').rules).toHaveLength(1);
    expect(allowances(json, 'lab-router')).toEqual(['out all-ipv6 2001:db8::/32']);
    expect(filter(json, 'lab-gate-on-lan').filter_refs).toHaveLength(2);
    expect(filter(json, 'lab-gate-on-lan').rules).toEqual([]);
  });
});

describe('connections', () => {
  test('declare what they allow: nobody else may then', () => {
    const lab = testLab();
    const [web, db] = [lab.addMachine('Web', { address: '10.20.0.5' }), lab.addMachine('Db', { address: '10.20.0.6' })];
    web.connections.allowTo(db, Port.tcp(5432));
    web.connections.allowTo(db, Port.tcp(5432));
    const json = lab.synth();

    expect(web.connections.securityGroups).toEqual([]);
    expect(allowances(json, 'lab-db-security-group')).toEqual(['in tcp 5432 10.20.0.5/32']);
  });

  test('say it on both sides where a group does not let everything out', () => {
    const lab = testLab();
    const group = new SecurityGroup(lab.host, 'Closed', { allowAllOutbound: false });
    const web = lab.addMachine('Web', { address: '10.20.0.5', securityGroups: [group] });
    const db = lab.addMachine('Db', { address: '10.20.0.6' });
    db.connections.allowFrom(web, Port.tcp(5432));
    expect(allowances(lab.synth(), 'lab-closed')).toEqual(['out tcp 5432 10.20.0.6/32']);
  });

  test('know the port of the first probe', () => {
    const lab = testLab();
    const web = lab.addMachine('Web', { probes: [Probe.http(8080)], address: '10.20.0.5' });
    const db = lab.addMachine('Db', { address: '10.20.0.6' });
    web.connections.allowDefaultPortFromAnyIpv4();
    db.connections.allowToDefaultPort(web);
    expect(allowances(lab.synth(), 'lab-web-security-group')).toEqual(['in tcp 8080 any', 'in tcp 8080 10.20.0.6/32']);
    expect(() => db.connections.allowDefaultPortFrom(web)).toThrow("lab/Host/Db: has no default port: give it 'probes'");
  });

  test('recognise containers by their addresses, and a load balancer by that of the host', () => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    const backend = new docker.Network(lab.engine, 'Backend', { subnet: '10.20.1.0/24' });
    const front = new platform.LoadBalancer(lab.engine, 'Front').addTargets([web], { port: 80 }).publish(8080);
    web.connections.allowFrom(lab.addService('App', { networks: [backend], replicas: 2 }), Port.tcp(81));
    web.connections.allowFrom(front, Port.tcp(80));
    expect(allowances(lab.synth(), 'lab-web-security-group')).toEqual([
      'in tcp 81 10.20.1.10/32',
      'in tcp 81 10.20.1.11/32',
      'in tcp 80 10.20.0.1/32',
    ]);
  });
});

describe('what cannot be', () => {
  const bridge = NetworkMode.bridge('br0', { subnet: '10.30.0.0/24', gateway: '10.30.0.254' });

  test('a container without a known address, or one on another computer', () => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    web.connections.allowFrom(lab.addService('App'), Port.tcp(80));
    expect(() => lab.synth()).toThrow("lab/Docker/App: has no address that is known at synth: give it 'networks'");

    const far = testLab();
    const machine = far.addMachine('Web');
    const engine = new docker.Engine(far.stack, 'Far', { host: 'ssh://ops@box.lan' });
    machine.connections.allowFrom(
      new platform.LoadBalancer(engine, 'Front').addTargets([machine], { port: 80 }).publish(8080),
      Port.tcp(80),
    );
    expect(() => far.synth()).toThrow('cannot tell the packets of lab/Far/Front from others: they come from box.lan');
  });

  test('the host itself, where its address is not known', () => {
    const lab = testLab();
    const network = new libvirt.Network(lab.host, 'Net', { mode: bridge });
    const web = lab.addMachine('Web', { network, address: '10.30.0.7' });
    web.connections.allowFrom(new platform.LoadBalancer(lab.engine, 'Front').addTargets([web], { port: 80 }).publish(8080), Port.tcp(80));
    expect(() => lab.synth()).toThrow(
      "lab/Docker/Front sends from its host's own address, which is not known on lab/Host/Net: allow that address by Peer.ipv4",
    );
  });

  test('a rule about messages of the other version of IP', () => {
    const lab = testLab();
    lab.addMachine('Web').connections.allowFromAnyIpv6(Port.icmpTypeAndCode(8, 0));
    expect(() => lab.synth()).toThrow('a rule about ICMP type 8 code 0 cannot be about ::/0, which speak another version of IP');
  });

  test.each([
    ['a bridge of Open vSwitch', NetworkMode.bridge('ovs0', { subnet: '10.30.0.0/24', gateway: '10.30.0.254', openVSwitch: true })],
    ['an interface shared by macvtap', NetworkMode.macvtap('eth0', { subnet: '10.30.0.0/24', gateway: '10.30.0.254' })],
  ])('a filter on %s', (what, mode) => {
    const lab = testLab();
    const network = new libvirt.Network(lab.host, 'Net', { mode });
    const web = lab.addMachine('Web', { network, address: '10.30.0.7' });
    expect(() => {
      web.connections.allowFromAnyIpv4(Port.tcp(80));
    }).toThrow(`lab/Host/Web: cannot have security groups on lab/Host/Net: libvirt filters nothing on ${what}`);
  });

  test('a group twice, of another host, or with a description that fits nowhere', () => {
    const lab = testLab();
    const group = new SecurityGroup(lab.host, 'Group');
    expect(() => lab.addMachine('Web', { securityGroups: [group, group] })).toThrow("'securityGroups' has lab/Host/Group twice");
    const elsewhere = new SecurityGroup(new libvirt.Host(lab.stack, 'Far', { uri: 'qemu+ssh://ops@far/system' }), 'Group');
    expect(() => lab.addMachine('Db', { securityGroups: [elsewhere] })).toThrow(
      "'securityGroups' must be on the same host, got lab/Far/Group",
    );
    expect(() => group.addIngressRule(Peer.any(), Port.tcp(1), 'a\nb')).toThrow('the description of a rule must have 1 to 200 letters');
  });

  test('sending to a machine whose groups do not let it', () => {
    const lab = testLab();
    const web = lab.addMachine('Web');
    new platform.LoadBalancer(lab.engine, 'Front').addTargets([web], { port: 80 }).publish(8080);
    web.connections.allowFromAnyIpv6(Port.tcp(80));
    expect(() => lab.synth()).toThrow(
      'lab/Docker/Front: cannot connect to lab/Host/Web at TCP 80, whose security groups do not let it: add connections.allowFrom(…, Port.tcp(80)) there',
    );
  });
});
