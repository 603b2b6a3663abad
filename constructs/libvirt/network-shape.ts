import type { NetworkForward, NetworkIps, NetworkVirtualPort, NetworkVlan } from '@cdktf/provider-libvirt/lib/network';
import type { IConstruct } from 'constructs';
import { isIPv4, isIPv6 } from 'node:net';
import { type AddressRange, ConfigError, Subnet, Subnet6 } from '../core';
import type { NetworkMode } from './network-mode';

const DEVICE = /^[a-zA-Z0-9_.-]{1,15}$/;
const LAST_VLAN = 4094;

/** The addresses of a network. */
export interface NetworkSubnets {
  readonly ipv4: Subnet;
  readonly ipv6: Subnet6 | undefined;
}

/**
 * The subnets that a mode names.
 * @throws ConfigError if one is none, or a gateway or VLAN is none
 */
export function readMode(network: IConstruct, mode: NetworkMode): NetworkSubnets {
  const { device, existing, vlan } = mode;
  if (device !== undefined && !DEVICE.test(device)) {
    throw new ConfigError(network, `'device' must be the name of a network device (at most 15 characters), got '${device}'`);
  }
  if (vlan !== undefined && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= LAST_VLAN)) {
    throw new ConfigError(network, `'vlan' must be a whole number from 1 to ${LAST_VLAN}, got ${vlan}`);
  }
  const ipv4 = readSubnet(network, "the subnet of 'mode'", mode.subnet, (text) => Subnet.parse(text));
  if (existing && (!isIPv4(existing.gateway) || ipv4.indexOf(existing.gateway) === undefined)) {
    throw new ConfigError(network, `'gateway' must be an address in ${ipv4.toString()}, got '${existing.gateway}'`);
  }
  if (existing?.ipv6Gateway !== undefined && !isIPv6(existing.ipv6Gateway)) {
    throw new ConfigError(network, `'ipv6Gateway' must be an IPv6 address, got '${existing.ipv6Gateway}'`);
  }
  const { ipv6 } = mode;
  return { ipv4, ipv6: ipv6 === undefined ? undefined : readSubnet(network, "'ipv6'", ipv6, (text) => Subnet6.parse(text)) };
}

function readSubnet<T>(network: IConstruct, what: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    throw new ConfigError(network, `${what} ${(error as Error).message}`);
  }
}

/** How packets leave, as the resource says it. */
export function forwarding({ kind, device, ipv6, macvtap }: NetworkMode): { forward?: NetworkForward } {
  switch (kind) {
    case 'nat':
      return { forward: { mode: 'nat', dev: device, ...(ipv6 !== undefined && { nat: { ipv6: 'yes' } }) } };
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
export function addressing({ ipv4, ipv6 }: NetworkSubnets, range: AddressRange | undefined, reservations: Reservations): NetworkIps[] {
  const ranges = range && [{ start: range.start, end: range.end }];
  return [
    { family: 'ipv4', address: ipv4.gateway, prefix: ipv4.prefix, dhcp: { ...(ranges && { ranges }), hosts: reservations.ipv4 } },
    ...(ipv6 ? [{ family: 'ipv6', address: ipv6.gateway, prefix: ipv6.prefix, dhcp: { hosts: reservations.ipv6 } }] : []),
  ];
}

/** What a DHCPv6 client calls itself that makes its identifier of its hardware address (DUID-LL). */
export function clientIdentifier(mac: string): string {
  return ['0', '3', '0', '1', ...mac.split(':').map((byte) => byte.replace(/^0(?=.)/, ''))].join(':');
}
