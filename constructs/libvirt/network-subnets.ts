import type { IConstruct } from 'constructs';
import { isIPv4, isIPv6 } from 'node:net';
import { type AddressRange, ConfigError, type IpSubnet, parseIpSubnet, Subnet, Subnet6 } from '../core';
import type { NetworkMode } from './network-mode';

const DEVICE = /^[a-zA-Z0-9_.-]{1,15}$/;
const LAST_VLAN = 4094;
/** libvirt counts the addresses of a range in 16 bits. */
const MOST_DYNAMIC = 2 ** 16;
const LINK_LOCAL = /^fe[89ab][0-9a-f]:/i;

/** The addresses of a network, of one version at least. */
export interface NetworkSubnets {
  /** Undefined on a network of IPv6 alone. */
  readonly ipv4: Subnet | undefined;
  readonly ipv6: Subnet6 | undefined;
  /** That in which machines have what is called their address: IPv4's where there is one. */
  readonly main: IpSubnet;
}

/**
 * The subnets that a mode names.
 * @throws ConfigError if one is none, or a gateway or VLAN is none
 */
export function readMode(network: IConstruct, mode: NetworkMode): NetworkSubnets {
  const { device, vlan } = mode;
  if (device !== undefined && !DEVICE.test(device)) {
    throw new ConfigError(network, `'device' must be the name of a network device (at most 15 characters), got '${device}'`);
  }
  if (vlan !== undefined && !(Number.isInteger(vlan) && vlan >= 1 && vlan <= LAST_VLAN)) {
    throw new ConfigError(network, `'vlan' must be a whole number from 1 to ${LAST_VLAN}, got ${vlan}`);
  }
  const main = readSubnet(network, "the subnet of 'mode'", mode.subnet, parseIpSubnet);
  return main instanceof Subnet6 ? readIpv6Alone(network, mode, main) : readIpv4(network, mode, main);
}

/** IPv4, and perhaps IPv6 beside it. */
function readIpv4(network: IConstruct, { existing, ipv6 }: NetworkMode, main: Subnet): NetworkSubnets {
  if (existing && (!isIPv4(existing.gateway) || main.indexOf(existing.gateway) === undefined)) {
    throw new ConfigError(network, `'gateway' must be an address in ${main.toString()}, got '${existing.gateway}'`);
  }
  if (existing?.ipv6Gateway !== undefined && !isIPv6(existing.ipv6Gateway)) {
    throw new ConfigError(network, `'ipv6Gateway' must be an IPv6 address, got '${existing.ipv6Gateway}'`);
  }
  const other = ipv6 === undefined ? undefined : readSubnet(network, "'ipv6'", ipv6, (text) => Subnet6.parse(text));
  return { ipv4: main, ipv6: other, main };
}

function readIpv6Alone(network: IConstruct, { existing, ipv6 }: NetworkMode, main: Subnet6): NetworkSubnets {
  const given = Object.entries({ ipv6, ipv6Gateway: existing?.ipv6Gateway }).find(([, value]) => value !== undefined);
  if (given) {
    const [prop, value] = given;
    const remedy = prop === 'ipv6' ? 'leave it out, or give an IPv4 subnet first' : "say it as 'gateway'";
    throw new ConfigError(
      network,
      `'${prop}' is for a network that has IPv4 as well, and that of ${main.toString()} has IPv6 alone, got '${value}': ${remedy}`,
    );
  }
  if (existing && !isRouter(existing.gateway, main)) {
    throw new ConfigError(
      network,
      `'gateway' must be an address in ${main.toString()}, or one of the link such as 'fe80::1', got '${existing.gateway}'`,
    );
  }
  return { ipv4: undefined, ipv6: main, main };
}

function isRouter(address: string, subnet: Subnet6): boolean {
  return subnet.indexOf(address) !== undefined || (isLinkLocal(address) && !address.includes('%'));
}

/** Whether an address is one of IPv6 that means something on its link alone. */
export function isLinkLocal(address: string): boolean {
  return isIPv6(address) && LINK_LOCAL.test(address);
}

/** @throws ConfigError if libvirt would not take so many */
export function checkRange(network: IConstruct, subnet: IpSubnet, range: AddressRange | undefined): void {
  if (range === undefined) {
    return;
  }
  const [start, end] = [range.start, range.end].map((address) => BigInt(subnet.indexOf(address) ?? 0)) as [bigint, bigint];
  const isOneBlock = subnet instanceof Subnet || start / BigInt(MOST_DYNAMIC) === end / BigInt(MOST_DYNAMIC);
  if (end - start >= MOST_DYNAMIC || !isOneBlock) {
    const rule = `at most ${MOST_DYNAMIC} addresses${subnet instanceof Subnet ? '' : ' that differ in their last four digits alone'}`;
    throw new ConfigError(network, `'dhcpRange' must have ${rule}, got '${range.start}' to '${range.end}'`);
  }
}

function readSubnet<T>(network: IConstruct, what: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    throw new ConfigError(network, `${what} ${(error as Error).message}`);
  }
}
