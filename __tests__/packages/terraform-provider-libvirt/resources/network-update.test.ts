import { updatesOf } from '../../../../packages/terraform-provider-libvirt/src/resources/network-update';

const DELETE = 2;
const ADD = 3;
const DHCP = 4;
const DNS = 10;

function network(hosts: [mac: string, name: string, ip: string][], names: [ip: string, name: string][] = []): Record<string, never> {
  return {
    ips: [{ address: '10.0.0.1', dhcp: { hosts: hosts.map(([mac, name, ip]) => ({ mac, name, ip })) } }],
    dns: { host: names.map(([ip, hostname]) => ({ ip, hostnames: [{ hostname }] })) },
  } as never;
}

function calls(before: object, after: object): [number, number, number, string][] {
  return updatesOf(before as never, after as never, ['fd00::1', '10.0.0.1']).map(({ command, section, parentIndex, xml }) => [
    command,
    section,
    parentIndex,
    xml,
  ]);
}

describe('the calls that change a running network', () => {
  it('are none when nothing changes', () => {
    const same = network([['m1', 'a', '10.0.0.2']], [['10.0.0.2', 'a']]);
    expect(calls(same, same)).toEqual([]);
  });

  it('add and delete reservations and names', () => {
    expect(calls(network([['m1', 'a', '10.0.0.2']]), network([['m2', 'b', '10.0.0.3']], [['10.0.0.3', 'b']]))).toEqual([
      [DELETE, DHCP, 1, '<host mac="m1" name="a" ip="10.0.0.2"/>'],
      [ADD, DHCP, 1, '<host mac="m2" name="b" ip="10.0.0.3"/>'],
      [ADD, DNS, -1, '<host ip="10.0.0.3"><hostname>b</hostname></host>'],
    ]);
  });

  it('delete everything that changes before they add, so that two machines can swap addresses', () => {
    const before = network([
      ['m1', 'a', '10.0.0.2'],
      ['m2', 'b', '10.0.0.3'],
    ]);
    const after = network([
      ['m1', 'a', '10.0.0.3'],
      ['m2', 'b', '10.0.0.2'],
    ]);
    expect(calls(before, after).map(([command]) => command)).toEqual([DELETE, DELETE, ADD, ADD]);
  });

  it('replace ranges, texts, services and the interface, which cannot be modified', () => {
    const state = (end: string, value: string, port: number, dev: string): object => ({
      ips: [{ address: '10.0.0.1', dhcp: { ranges: [{ start: '10.0.0.100', end }] } }],
      dns: { tx_ts: [{ name: 'a', value }], sr_vs: [{ service: 'ldap', protocol: 'tcp', target: 'h', port }] },
      forward: { mode: 'nat', dev },
    });
    expect(calls(state('10.0.0.110', 'x', 1, 'eth0'), state('10.0.0.120', 'y', 2, 'eth1'))).toEqual([
      [DELETE, 5, 1, '<range start="10.0.0.100" end="10.0.0.110"/>'],
      [DELETE, 11, -1, '<txt name="a" value="x"/>'],
      [DELETE, 12, -1, '<srv service="ldap" protocol="tcp" target="h" port="1"/>'],
      [DELETE, 7, -1, '<interface dev="eth0"/>'],
      [ADD, 5, 1, '<range start="10.0.0.100" end="10.0.0.120"/>'],
      [ADD, 11, -1, '<txt name="a" value="y"/>'],
      [ADD, 12, -1, '<srv service="ldap" protocol="tcp" target="h" port="2"/>'],
      [ADD, 7, -1, '<interface dev="eth1"/>'],
    ]);
  });

  it('count addresses as the running network does, whatever their order in the plan', () => {
    const ips = (...addresses: string[]): object[] => addresses.map((address) => ({ address, dhcp: { hosts: [] } }));
    const more = { address: '10.0.0.1', dhcp: { hosts: [{ mac: 'm', ip: '10.0.0.9' }] } };
    expect(calls({ ips: ips('fd00::1', '10.0.0.1') }, { ips: [more, ...ips('fd00::1')] }).map(([, , index]) => index)).toEqual([1]);
  });

  it('let DHCPv6 begin with the first reservation, which libvirt does not by itself', () => {
    const six = (hosts: object[], ranges: object[] = []): object => ({
      ips: [{ family: 'ipv6', address: 'fd00::1', dhcp: { hosts, ranges } }],
    });
    const [one, two] = ['0:3:0:1:2', '0:3:0:1:3'].map((id, index) => ({ id, name: `m${index}`, ip: `fd00::${index + 2}` })) as [
      object,
      object,
    ];
    const range = '<range start="fd00::2" end="fd00::2"/>';

    expect(calls(six([]), six([one, two])).slice(2)).toEqual([
      [ADD, 5, 0, range],
      [DELETE, 5, 0, range],
    ]);
    expect(calls(six([one]), six([one, two]))).toHaveLength(1);
    expect(calls(six([one]), six([]))).toHaveLength(1);
    const ranges = [{ start: 'fd00::10', end: 'fd00::20' }];
    expect(calls(six([], ranges), six([one], ranges))).toHaveLength(1);
  });
});
