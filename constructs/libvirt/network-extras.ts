import type { NetworkRoutes } from '@cdktf/provider-libvirt/lib/network';
import type { IConstruct } from 'constructs';
import { bracketed, ConfigError, Subnet6 } from '../core';
import type { Network } from './network';
import { Peer } from './security/peer';

/** The highest number of an option that may be chosen. */
const MOST_OPTION = { 4: 254, 6: 65_535 } as const;

/** A machine that can forward packets, as the networks see it that it is on. */
export interface IGateway extends IConstruct {
  /** Its address there, of IPv6 where there is no other; undefined if it is not on that network. */
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
  const subnet = network.allSubnets.find((each) => each instanceof Subnet6 === isIpv6);
  const wanted = typeof via === 'string' ? via : isIpv6 ? via.ipv6AddressOn(network) : via.addressOn(network);
  const index = wanted === undefined ? undefined : subnet?.indexOf(wanted);
  if (subnet === undefined || index === undefined) {
    const what = typeof via === 'string' ? `'${via}'` : via.node.path;
    const none = isIpv6 ? "an 'ipv6' subnet" : 'an IPv4 subnet, which this network does not have';
    throw new ConfigError(network, `a route to ${destination} must lead to an address in ${subnet?.toString() ?? none}, got ${what}`);
  }
  const [address = '', prefix = ''] = (parsed.networks[0] ?? '').split('/');
  return {
    family: isIpv6 ? 'ipv6' : 'ipv4',
    address,
    prefix: Number(prefix),
    gateway: subnet.at(index),
    ...(metric !== undefined && { metric: String(metric) }),
  };
}

/**
 * The line of dnsmasq's configuration that lets DHCP tell guests something.
 * @throws ConfigError unless name and values fit into that line
 */
export function dhcpOption(network: IConstruct, option: string | number, values: readonly string[], version: 4 | 6): string {
  const most = MOST_OPTION[version];
  if (!(typeof option === 'number' ? Number.isInteger(option) && option >= 1 && option <= most : /^[a-z][a-z0-9-]*$/.test(option))) {
    throw new ConfigError(network, `a DHCP option must be a name such as 'ntp-server' or a number from 1 to ${most}, got '${option}'`);
  }
  const strange = values.find((value) => value === '' || !/^[\x21-\x7e]+$/.test(value) || value.includes(','));
  if (values.length === 0 || strange !== undefined) {
    const got = strange === undefined ? 'none' : JSON.stringify(strange);
    throw new ConfigError(network, `the DHCP option '${option}' must have values without spaces and commas, got ${got}`);
  }
  if (version === 6) {
    return `dhcp-option=${[`option6:${option}`, ...values.map(bracketed)].join(',')}`;
  }
  return `dhcp-option=${[typeof option === 'number' ? String(option) : `option:${option}`, ...values].join(',')}`;
}
