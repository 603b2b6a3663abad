import type { NetworkForward, NetworkIps, NetworkVirtualPort, NetworkVlan } from '@cdktf/provider-libvirt/lib/network';
import type { AddressRange } from '../core';
import type { NetworkMode } from './network-mode';
import type { NetworkSubnets } from './network-subnets';

/** How packets leave, as the resource says it. */
export function forwarding({ kind, device, macvtap }: NetworkMode, hasIpv6: boolean): { forward?: NetworkForward } {
  switch (kind) {
    case 'nat':
      return { forward: { mode: 'nat', dev: device, ...(hasIpv6 && { nat: { ipv6: 'yes' } }) } };
    case 'routed':
      return { forward: { mode: 'route', dev: device } };
    case 'open':
    case 'bridge':
      return { forward: { mode: kind } };
    case 'macvtap':
      return { forward: { mode: macvtap, dev: device } };
    case 'isolated':
      return {};
  }
}

/** What the resource says of the switch behind an existing bridge. */
export function switching({ vlan, openVSwitch }: NetworkMode): { vlan?: NetworkVlan; virtualPort?: NetworkVirtualPort } {
  return {
    ...(vlan !== undefined && { vlan: { tags: [{ id: vlan }] } }),
    ...(openVSwitch && { virtualPort: { params: { openVSwitch: {} } } }),
  };
}

/** Reservations of DHCP. */
export interface Reservations {
  readonly ipv4: { mac: string; name: string; ip: string }[];
  readonly ipv6: { id: string; name: string; ip: string }[];
}

/** The host's addresses on a network of the lab, and what it gives out there. The lists are read when the app is synthesized. */
export function addressing(
  { ipv4, ipv6, main }: NetworkSubnets,
  range: AddressRange | undefined,
  reservations: Reservations,
): NetworkIps[] {
  const ranges = range && { ranges: [{ start: range.start, end: range.end }] };
  const parts = [
    ...(ipv4 ? [{ family: 'ipv4', subnet: ipv4, hosts: reservations.ipv4 }] : []),
    ...(ipv6 ? [{ family: 'ipv6', subnet: ipv6, hosts: reservations.ipv6 }] : []),
  ];
  return parts.map(({ family, subnet, hosts }) => ({
    family,
    address: subnet.gateway,
    prefix: subnet.prefix,
    dhcp: { ...(subnet === main && ranges), hosts },
  }));
}

/** What a DHCPv6 client calls itself that makes its identifier of its hardware address (DUID-LL). */
export function clientIdentifier(mac: string): string {
  return ['0', '3', '0', '1', ...mac.split(':').map((byte) => byte.replace(/^0(?=.)/, ''))].join(':');
}
