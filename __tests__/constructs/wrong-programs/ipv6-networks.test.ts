import { libvirt } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';
import { LAN, nat, net, NetworkMode, range } from './wrong-network';
import { refuses, untyped } from './wrong-program';

describe('a network of IPv6 alone is refused that has', () => {
  const SIX = 'fd00:30::/64';
  const six = (lab: TestLab): libvirt.Network => nat(lab, SIX);
  const wire = (lab: TestLab, options: object): libvirt.Network =>
    net(lab, NetworkMode.bridge('br0', untyped({ subnet: SIX, gateway: 'fe80::1', ...options })));
  refuses([
    [
      'bits of a host',
      (lab) => nat(lab, 'fd00:30::1/64'),
      "lab/Host/Net: the subnet of 'mode' must name the network itself: did you mean 'fd00:30::/64'? got 'fd00:30::1/64'",
    ],
    [
      'too short a prefix',
      (lab) => nat(lab, 'fd00:30::/48'),
      "lab/Host/Net: the subnet of 'mode' must be an IPv6 network with a prefix from /64 to /112, got 'fd00:30::/48'",
    ],
    [
      'a zone',
      (lab) => nat(lab, 'fe80::%eth0/64'),
      "lab/Host/Net: the subnet of 'mode' must be an IPv6 network with a prefix from /64 to /112, got 'fe80::%eth0/64'",
    ],
    [
      'no prefix',
      (lab) => nat(lab, 'fd00:30::'),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as 'fd00:20::/64', got 'fd00:30::'",
    ],
    [
      'an IPv6 subnet twice',
      (lab) => nat(lab, SIX, { ipv6: 'fd00:31::/64' }),
      "lab/Host/Net: 'ipv6' is for a network that has IPv4 as well, and that of fd00:30::/64 has IPv6 alone, got 'fd00:31::/64': leave it out, or give an IPv4 subnet first",
    ],
    [
      'an IPv4 subnet in the second place',
      (lab) => nat(lab, SIX, { ipv6: LAN }),
      "lab/Host/Net: 'ipv6' is for a network that has IPv4 as well, and that of fd00:30::/64 has IPv6 alone, got '10.30.0.0/24': leave it out, or give an IPv4 subnet first",
    ],
    [
      'two routers',
      (lab) => wire(lab, { ipv6Gateway: 'fe80::1' }),
      "lab/Host/Net: 'ipv6Gateway' is for a network that has IPv4 as well, and that of fd00:30::/64 has IPv6 alone, got 'fe80::1': say it as 'gateway'",
    ],
    ...['10.30.0.1', 'fd00:31::1', 'fe80::1%eth0', 'router'].map(
      (gateway) =>
        [
          `the router ${gateway}`,
          (lab: TestLab) => wire(lab, { gateway }),
          `lab/Host/Net: 'gateway' must be an address in fd00:30::/64, or one of the link such as 'fe80::1', got '${gateway}'`,
        ] as const,
    ),
    [
      'a DHCP range of IPv4',
      (lab) => nat(lab, SIX, range('10.30.0.10', '10.30.0.20')),
      "lab/Host/Net: 'dhcpRange' must run upwards within fd00:30::/64 after the gateway, got '10.30.0.10' to '10.30.0.20'",
    ],
    [
      'a DHCP range with the gateway',
      (lab) => nat(lab, SIX, range('fd00:30::1', 'fd00:30::20')),
      "lab/Host/Net: 'dhcpRange' must run upwards within fd00:30::/64 after the gateway, got 'fd00:30::1' to 'fd00:30::20'",
    ],
    [
      'a DHCP range that libvirt cannot count',
      (lab) => nat(lab, SIX, range('fd00:30::fff0', 'fd00:30::1:10')),
      "lab/Host/Net: 'dhcpRange' must have at most 65536 addresses that differ in their last four digits alone, got 'fd00:30::fff0' to 'fd00:30::1:10'",
    ],
    [
      'the subnet of another one',
      (lab) => [six(lab), new libvirt.Network(lab.host, 'Two', { mode: NetworkMode.isolated('fd00:30::/80') })],
      'lab/Host/Two: subnet fd00:30::/80 overlaps fd00:30::/64 of lab/Host/Net: choose another one',
    ],
    [
      'that of a network of both versions',
      (lab) => [six(lab), new libvirt.Network(lab.host, 'Two', { mode: NetworkMode.nat(LAN, { ipv6: SIX }) })],
      'lab/Host/Two: subnet fd00:30::/64 overlaps fd00:30::/64 of lab/Host/Net: choose another one',
    ],
    [
      'a machine at an address of IPv4',
      (lab) => lab.addMachine('Web', { network: six(lab), address: '10.30.0.5' }),
      "lab/Host/Web: 'address' must lie in the subnet fd00:30::/64 of lab/Host/Net, got '10.30.0.5'",
    ],
    [
      'a machine at its gateway',
      (lab) => lab.addMachine('Web', { network: six(lab), address: 'fd00:30:0::0:1' }),
      "lab/Host/Web: 'address' must not be the gateway of lab/Host/Net, got 'fd00:30:0::0:1'",
    ],
    [
      'a machine at the gateway of its bridge',
      (lab) => lab.addMachine('Web', { network: wire(lab, { gateway: 'fd00:30::FF' }), address: 'fd00:30::ff' }),
      "lab/Host/Web: 'address' must not be the gateway of lab/Host/Net, got 'fd00:30::ff'",
    ],
    [
      'two machines at one address',
      (lab) => {
        const network = six(lab);
        return ['fd00:30::9', 'FD00:30:0::9'].map((address, index) => lab.addMachine(`M${index}`, { network, address }));
      },
      "lab/Host/M1: 'address' FD00:30:0::9 is already taken by lab/Host/M0: choose another one",
    ],
    [
      'a machine with a zone',
      (lab) => lab.addMachine('Web', { network: six(lab), address: 'fd00:30::9%eth0' }),
      "lab/Host/Web: 'address' must lie in the subnet fd00:30::/64 of lab/Host/Net, got 'fd00:30::9%eth0'",
    ],
    [
      'a route of IPv4',
      (lab) => six(lab).addRoute('10.50.0.0/16', '10.30.0.5'),
      "lab/Host/Net: a route to 10.50.0.0/16 must lead to an address in an IPv4 subnet, which this network does not have, got '10.30.0.5'",
    ],
    [
      'an option beyond those of DHCPv6',
      (lab) => six(lab).addDhcpOption(65_536, 'x'),
      "lab/Host/Net: a DHCP option must be a name such as 'ntp-server' or a number from 1 to 65535, got '65536'",
    ],
  ]);
});

describe('a network of both versions is refused that has', () => {
  refuses([
    [
      'a machine whose number IPv6 does not have',
      (lab) => lab.addMachine('Web', { network: nat(lab, '172.16.0.0/12', { ipv6: 'fd00:30::/112' }), address: '172.17.0.0' }),
      "lab/Host/Web: 'address' 172.17.0.0 has a number that fd00:30::/112 of lab/Host/Net does not have: choose a lower one, or a shorter prefix for 'ipv6'",
    ],
    [
      'a DHCP range that libvirt cannot count',
      (lab) => nat(lab, '10.0.0.0/8', range('10.1.0.0', '10.2.0.0')),
      "lab/Host/Net: 'dhcpRange' must have at most 65536 addresses, got '10.1.0.0' to '10.2.0.0'",
    ],
    [
      'a name for an address of one link',
      (lab) => lab.network.addName('nas', 'fe80::5%eth0'),
      "lab/Host/Lan: 'address' must be an IP address, got 'fe80::5%eth0'",
    ],
  ]);
});
