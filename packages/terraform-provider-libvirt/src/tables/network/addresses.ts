import { list, number, object, text } from '../row';
import { sameIgnoringCase } from '../spelling';
import { stringAt } from '../value';
import { renumbered, updatedLive } from './effects';

/** Reservations: `ips[].dhcp.hosts`. */
export const dhcpHosts = list('Reservations.', {
  place: 'host',
  key: (host) => stringAt(host, 'mac') ?? stringAt(host, 'id') ?? stringAt(host, 'name'),
  effect: updatedLive,
  rows: {
    mac: text('Hardware address.', { place: '@mac', same: sameIgnoringCase }),
    id: text('Identifier of a DHCPv6 client, which takes the place of a hardware address.', { place: '@id', same: sameIgnoringCase }),
    name: text('Host name.', { place: '@name' }),
    ip: text('Reserved address.', { place: '@ip' }),
  },
});

/** Ranges: `ips[].dhcp.ranges`. */
export const dhcpRanges = list('Ranges of addresses that are given out.', {
  place: 'range',
  key: (range) => stringAt(range, 'start'),
  effect: updatedLive,
  rows: { start: text('First address.', { place: '@start' }), end: text('Last address.', { place: '@end' }) },
});

/** `ips`. */
export const addresses = list('Addresses of the host on the bridge.', {
  place: 'ip',
  key: (ip) => stringAt(ip, 'address'),
  effect: renumbered,
  rows: {
    family: text('Address family.', { place: '@family', implied: 'ipv4', oneOf: ['ipv4', 'ipv6'] }),
    address: text('The address.', { place: '@address' }),
    netmask: text('Network mask.', { place: '@netmask' }),
    prefix: number('Length of the network prefix.', { place: '@prefix' }),
    dhcp: object('Addresses that libvirt gives out.', { place: 'dhcp', rows: { ranges: dhcpRanges, hosts: dhcpHosts } }),
  },
});
