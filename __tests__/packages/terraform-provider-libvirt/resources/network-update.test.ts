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
  return updatesOf(before as never, after as never).map(({ command, section, parentIndex, xml }) => [command, section, parentIndex, xml]);
}

describe('the calls that change a running network', () => {
  it('are none when nothing changes', () => {
    const same = network([['m1', 'a', '10.0.0.2']], [['10.0.0.2', 'a']]);
    expect(calls(same, same)).toEqual([]);
  });

  it('add and delete reservations and names', () => {
    expect(calls(network([['m1', 'a', '10.0.0.2']]), network([['m2', 'b', '10.0.0.3']], [['10.0.0.3', 'b']]))).toEqual([
      [DELETE, DHCP, 0, '<host mac="m1" name="a" ip="10.0.0.2"/>'],
      [ADD, DHCP, 0, '<host mac="m2" name="b" ip="10.0.0.3"/>'],
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
});
