import type { NetworkRoutes } from '@cdktf/provider-libvirt/lib/network';
import type { IConstruct } from 'constructs';
import { ConfigError } from '../core';
import type { Network } from './network';
import { Peer } from './security/peer';

/** A machine that can forward packets, as the networks see it that it is on. */
export interface IGateway extends IConstruct {
  /** Its address there; undefined if it is not on that network. */
  addressOn(network: Network): string | undefined;
  /** Its IPv6 address there; undefined if it has none. */
  ipv6AddressOn(network: Network): string | undefined;
}

/**
 * A route of the host to another network.
 * @throws ConfigError if the destination is no network, or what leads there is not on this one
 */
export function routeTo(network: Network, destination: string, via: string | IGateway, metric: number | undefined): NetworkRoutes {
  const isIpv6 = destination.includes(':');
  let parsed;
  try {
    parsed = isIpv6 ? Peer.ipv6(destination) : Peer.ipv4(destination);
  } catch (error) {
    throw new ConfigError(network, `the destination of a route ${(error as Error).message}`);
  }
  if (network.mode.existing) {
    throw new ConfigError(
      network,
      `a route to ${destination} needs a network of the lab: the host has no address on ${network.bridge} that is known`,
    );
  }
  if (metric !== undefined && !(Number.isInteger(metric) && metric >= 1)) {
    throw new ConfigError(network, `'metric' must be a whole number from 1, got ${metric}`);
  }
  const gateway = typeof via === 'string' ? via : isIpv6 ? via.ipv6AddressOn(network) : via.addressOn(network);
  if (gateway === undefined || !isOn(network, gateway, isIpv6)) {
    const what = typeof via === 'string' ? `'${via}'` : via.node.path;
    const subnet = isIpv6 ? network.subnet6 : network.subnet;
    throw new ConfigError(
      network,
      `a route to ${destination} must lead to an address in ${subnet?.toString() ?? "an 'ipv6' subnet"}, got ${what}`,
    );
  }
  const [address = '', prefix = ''] = (parsed.networks[0] ?? '').split('/');
  return {
    family: isIpv6 ? 'ipv6' : 'ipv4',
    address,
    prefix: Number(prefix),
    gateway,
    ...(metric !== undefined && { metric: String(metric) }),
  };
}

function isOn(network: Network, address: string, isIpv6: boolean): boolean {
  return isIpv6 ? network.subnet6?.has(address) === true : network.subnet.indexOf(address) !== undefined;
}

/**
 * The line of dnsmasq's configuration that lets DHCP tell guests something.
 * @throws ConfigError unless name and values fit into that line
 */
export function dhcpOption(network: IConstruct, option: string | number, values: readonly string[]): string {
  if (!(typeof option === 'number' ? Number.isInteger(option) && option >= 1 && option <= 254 : /^[a-z][a-z0-9-]*$/.test(option))) {
    throw new ConfigError(network, `a DHCP option must be a name such as 'ntp-server' or a number from 1 to 254, got '${option}'`);
  }
  const strange = values.find((value) => value === '' || !/^[\x21-\x7e]+$/.test(value) || value.includes(','));
  if (values.length === 0 || strange !== undefined) {
    const got = strange === undefined ? 'none' : JSON.stringify(strange);
    throw new ConfigError(network, `the DHCP option '${option}' must have values without spaces and commas, got ${got}`);
  }
  return `dhcp-option=${[typeof option === 'number' ? String(option) : `option:${option}`, ...values].join(',')}`;
}
