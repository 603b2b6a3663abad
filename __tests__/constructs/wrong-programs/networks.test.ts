import { docker, libvirt } from '../../../constructs';
import { bridge, LAN, nat, net, NetworkMode, range } from './wrong-network';
import { refuses, untyped } from './wrong-program';

describe('a network is refused that has', () => {
  refuses([
    ['no mode', (lab) => new libvirt.Network(lab.host, 'Net', untyped({})), "lab/Host/Net: 'mode' must be given"],
    [
      'a misspelt prop',
      (lab) => net(lab, NetworkMode.nat(LAN), { domian: 'lab.internal' }),
      "lab/Host/Net: unknown prop 'domian': did you mean 'domain'?",
    ],
    [
      'no subnet',
      (lab) => nat(lab, untyped(undefined)),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as '10.20.0.0/24', got 'undefined'",
    ],
    [
      'an empty subnet',
      (lab) => nat(lab, ''),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as '10.20.0.0/24', got ''",
    ],
    [
      'an address for a subnet',
      (lab) => nat(lab, '10.30.0.1'),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as '10.20.0.0/24', got '10.30.0.1'",
    ],
    [
      'a subnet with bits of a host',
      (lab) => nat(lab, '10.30.0.1/24'),
      "lab/Host/Net: the subnet of 'mode' must name the network itself: did you mean '10.30.0.0/24'? got '10.30.0.1/24'",
    ],
    [
      'a subnet with an octet too many',
      (lab) => nat(lab, '10.30.0.0.0/24'),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as '10.20.0.0/24', got '10.30.0.0.0/24'",
    ],
    [
      'a subnet with an octet beyond 255',
      (lab) => nat(lab, '10.300.0.0/24'),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as '10.20.0.0/24', got '10.300.0.0/24'",
    ],
    [
      'a subnet too small for machines',
      (lab) => nat(lab, '10.30.0.0/30'),
      "lab/Host/Net: the subnet of 'mode' must be an IPv4 network with a prefix from /8 to /29, got '10.30.0.0/30'",
    ],
    [
      'a subnet as large as the world',
      (lab) => nat(lab, '0.0.0.0/0'),
      "lab/Host/Net: the subnet of 'mode' must be an IPv4 network with a prefix from /8 to /29, got '0.0.0.0/0'",
    ],
    [
      'a prefix beyond 32',
      (lab) => nat(lab, '10.30.0.0/33'),
      "lab/Host/Net: the subnet of 'mode' must be a network in CIDR notation such as '10.20.0.0/24', got '10.30.0.0/33'",
    ],
    [
      'the subnet of another network',
      (lab) => [lab.network, nat(lab, '10.20.0.0/24')],
      'lab/Host/Net: subnet 10.20.0.0/24 overlaps 10.20.0.0/24 of lab/Host/Lan: choose another one',
    ],
    [
      'a subnet within that of another network',
      (lab) => [lab.network, nat(lab, '10.20.0.64/26')],
      'lab/Host/Net: subnet 10.20.0.64/26 overlaps 10.20.0.0/24 of lab/Host/Lan: choose another one',
    ],
    [
      'a subnet around that of another network',
      (lab) => [lab.network, nat(lab, '10.0.0.0/8')],
      'lab/Host/Net: subnet 10.0.0.0/8 overlaps 10.20.0.0/24 of lab/Host/Lan: choose another one',
    ],
    [
      'the subnet of a Docker network',
      (lab) => [new docker.Network(lab.engine, 'B', { subnet: LAN }), nat(lab, LAN)],
      'lab/Host/Net: subnet 10.30.0.0/24 overlaps 10.30.0.0/24 of lab/Docker/B: choose another one',
    ],
    [
      'a DHCP range outside of its subnet',
      (lab) => nat(lab, LAN, range('10.31.0.10', '10.31.0.20')),
      "lab/Host/Net: 'dhcpRange' must run upwards within 10.30.0.0/24 after the gateway, got '10.31.0.10' to '10.31.0.20'",
    ],
    [
      'a DHCP range that runs downwards',
      (lab) => nat(lab, LAN, range('10.30.0.20', '10.30.0.10')),
      "lab/Host/Net: 'dhcpRange' must run upwards within 10.30.0.0/24 after the gateway, got '10.30.0.20' to '10.30.0.10'",
    ],
    [
      'a DHCP range with the gateway',
      (lab) => nat(lab, LAN, range('10.30.0.1', '10.30.0.10')),
      "lab/Host/Net: 'dhcpRange' must run upwards within 10.30.0.0/24 after the gateway, got '10.30.0.1' to '10.30.0.10'",
    ],
    [
      'a DHCP range of no addresses',
      (lab) => nat(lab, LAN, range('a', 'b')),
      "lab/Host/Net: 'dhcpRange' must run upwards within 10.30.0.0/24 after the gateway, got 'a' to 'b'",
    ],
    [
      'a device with too long a name',
      (lab) => nat(lab, LAN, { device: 'enp0s31f6-outside-uplink' }),
      "lab/Host/Net: 'device' must be the name of a network device (at most 15 characters), got 'enp0s31f6-outside-uplink'",
    ],
    [
      'a device with a space',
      (lab) => nat(lab, LAN, { device: 'eth 0' }),
      "lab/Host/Net: 'device' must be the name of a network device (at most 15 characters), got 'eth 0'",
    ],
    [
      'a bridge of no name',
      (lab) => net(lab, NetworkMode.bridge('', { subnet: LAN, gateway: '10.30.0.1' })),
      "lab/Host/Net: 'device' must be the name of a network device (at most 15 characters), got ''",
    ],
    [
      'a gateway outside of its bridge',
      (lab) => net(lab, NetworkMode.bridge('br0', { subnet: LAN, gateway: '10.31.0.1' })),
      "lab/Host/Net: 'gateway' must be an address in 10.30.0.0/24, got '10.31.0.1'",
    ],
    [
      'a gateway that is no address',
      (lab) => net(lab, NetworkMode.bridge('br0', { subnet: LAN, gateway: 'router' })),
      "lab/Host/Net: 'gateway' must be an address in 10.30.0.0/24, got 'router'",
    ],
    [
      'packets too small',
      (lab) => net(lab, NetworkMode.nat(LAN), { mtu: 100 }),
      "lab/Host/Net: 'mtu' must be a whole number of bytes from 576 to 65535, got 100",
    ],
    [
      'packets of half a byte',
      (lab) => net(lab, NetworkMode.nat(LAN), { mtu: 1500.5 }),
      "lab/Host/Net: 'mtu' must be a whole number of bytes from 576 to 65535, got 1500.5",
    ],
    [
      'a domain that cannot be one',
      (lab) => net(lab, NetworkMode.nat(LAN), { domain: 'my lab!' }),
      "lab/Host/Net: a DNS name has letters, digits, '-' and '_' between dots, got 'my lab!'",
    ],
    [
      'an empty domain',
      (lab) => net(lab, NetworkMode.nat(LAN), { domain: '' }),
      "lab/Host/Net: a DNS name has letters, digits, '-' and '_' between dots, got ''",
    ],
    [
      'a name for a forwarder',
      (lab) => net(lab, NetworkMode.nat(LAN), { forwarders: ['dns.lan'] }),
      "lab/Host/Net: 'forwarders' must be an IP address, got 'dns.lan'",
    ],
    [
      'forwarders on a bridge',
      (lab) => net(lab, NetworkMode.bridge('br0', { subnet: LAN, gateway: '10.30.0.1' }), { forwarders: ['9.9.9.9'] }),
      "lab/Host/Net: 'forwarders' needs a DNS, which a network that is there already, on br0, does not get from the lab",
    ],
    [
      'a name on a bridge',
      (lab) => bridge(lab).addName('nas', '192.168.1.5'),
      'lab/Host/Net: a name needs a DNS, which a network that is there already, on br0, does not get from the lab',
    ],
    [
      'a name with a space',
      (lab) => lab.network.addName('my nas', '10.20.0.5'),
      "lab/Host/Lan: a DNS name has letters, digits, '-' and '_' between dots, got 'my nas'",
    ],
    [
      'a name for no address',
      (lab) => lab.network.addName('nas', 'nas.lan'),
      "lab/Host/Lan: 'address' must be an IP address, got 'nas.lan'",
    ],
    [
      'the name of a machine for another address',
      (lab) => [lab.addMachine('Web', { address: '10.20.0.9' }), lab.network.addName('web', '10.20.0.6')],
      "lab/Host/Lan: the name 'web' is already taken by lab/Host/Web: choose another one",
    ],
    [
      'two texts of one name',
      (lab) => lab.network.addText('a', '1').addText('a', '2'),
      "lab/Host/Lan: the TXT record 'a' is there already",
    ],
    [
      'a text of two lines',
      (lab) => lab.network.addText('a', 'x\ny'),
      "lab/Host/Lan: the TXT record 'a' must have at most 255 bytes without line breaks and other control characters, got 'x\ny'",
    ],
    [
      'a text of no name',
      (lab) => lab.network.addText('', '1'),
      "lab/Host/Lan: a DNS name has letters, digits, '-' and '_' between dots, got ''",
    ],
    [
      'a service at a port of 0',
      (lab) => lab.network.addService({ service: 'ldap', protocol: 'tcp', target: 'dc', port: 0 }),
      "lab/Host/Lan: 'port' of a service must be a whole number from 1 to 65535, got 0",
    ],
    [
      'a service with an underscore',
      (lab) => lab.network.addService({ service: '_ldap', protocol: 'tcp', target: 'dc', port: 389 }),
      "lab/Host/Lan: 'service' must have letters, digits and '-', without an underscore, got '_ldap'",
    ],
    [
      'a service of an unknown protocol',
      (lab) => lab.network.addService({ service: 'ldap', protocol: untyped('sctp'), target: 'dc', port: 389 }),
      "lab/Host/Lan: 'protocol' must be one of 'tcp', 'udp', got 'sctp'",
    ],
    [
      'a service of a negative priority',
      (lab) => lab.network.addService({ service: 'ldap', protocol: 'tcp', target: 'dc', port: 389, priority: -1 }),
      "lab/Host/Lan: 'priority' of a service must be a whole number from 0 to 65535, got -1",
    ],
    [
      'a Docker network without bits',
      (lab) => new docker.Network(lab.engine, 'Net', { subnet: '10.20.1.0' }),
      "lab/Docker/Net: 'subnet' must be a network in CIDR notation such as '10.20.0.0/24', got '10.20.1.0'",
    ],
    [
      'a misspelt prop of a Docker network',
      (lab) => new docker.Network(lab.engine, 'Net', untyped({ subnets: [LAN] })),
      "lab/Docker/Net: unknown prop 'subnets': did you mean 'subnet'?",
    ],
    [
      'an address that another machine has',
      (lab) => ['A', 'B'].map((id) => lab.addMachine(id, { address: '10.20.0.9' })),
      "lab/Host/B: 'address' 10.20.0.9 is already taken by lab/Host/A: choose another one",
    ],
    [
      'a machine at its gateway',
      (lab) => lab.addMachine('Web', { address: '10.20.0.1' }),
      "lab/Host/Web: 'address' must not be the gateway of lab/Host/Lan, got '10.20.0.1'",
    ],
    [
      'a machine outside of its subnet',
      (lab) => lab.addMachine('Web', { address: '10.21.0.9' }),
      "lab/Host/Web: 'address' must lie in the subnet 10.20.0.0/24 of lab/Host/Lan, got '10.21.0.9'",
    ],
    [
      'a machine at its broadcast address',
      (lab) => lab.addMachine('Web', { address: '10.20.0.255' }),
      "lab/Host/Web: 'address' must lie in the subnet 10.20.0.0/24 of lab/Host/Lan, got '10.20.0.255'",
    ],
    [
      'a machine at no address',
      (lab) => lab.addMachine('Web', { address: 'web' }),
      "lab/Host/Web: 'address' must lie in the subnet 10.20.0.0/24 of lab/Host/Lan, got 'web'",
    ],
    [
      'a machine in its DHCP range',
      (lab) => lab.addMachine('Web', { network: nat(lab, LAN, range('10.30.0.100', '10.30.0.200')), address: '10.30.0.150' }),
      "lab/Host/Web: 'address' must lie outside the DHCP range of lab/Host/Net, got '10.30.0.150'",
    ],
    [
      'more machines than addresses',
      (lab) => {
        const network = nat(lab, '10.30.0.0/29');
        ['A', 'B', 'C', 'D', 'E', 'F'].forEach((id) => lab.addMachine(id, { network }));
      },
      'lab/Host/F: no address is left in 10.30.0.0/29 of lab/Host/Net: choose a larger subnet',
    ],
    [
      'a machine on a bridge without an address',
      (lab) => lab.addMachine('Web', { network: bridge(lab) }),
      "lab/Host/Web: 'address' must be given on lab/Host/Net, a network whose addresses labcloud does not manage",
    ],
    ['a machine twice', (lab) => lab.addMachine('Web').attachNetwork(lab.network), 'lab/Host/Web: lab/Host/Lan is attached already'],
  ]);
});
