import { type FilterRule, Priority } from './filter-rules';

/** What is known of a network for its guests' filters. */
export interface GuestNetwork {
  /** The host's addresses there, which are also those of its DNS; none on a network that was there before. */
  readonly gateways: readonly string[];
  /** The only networks, in CIDR notation, that its guests reach; undefined if they reach others. */
  readonly confinedTo: readonly string[] | undefined;
  /** Networks of the host, in CIDR notation, that its guests do not reach. */
  readonly closed: readonly string[];
}

const BASE = { action: 'accept', priority: Priority.BASE } as const;
const STATELESS = { ...BASE, statematch: 'false' } as const;

/** Neighbours and routers of IPv6, and who listens to which group. */
const NEIGHBOURS = {
  in: [130, 134, 135, 136],
  out: [131, 132, 133, 135, 136, 143],
} as const;

const DHCP: readonly FilterRule[] = [
  { ...STATELESS, direction: 'out', protocol: 'udp', src_port_start: 68, dst_port_start: 67 },
  { ...STATELESS, direction: 'out', protocol: 'udp-ipv6', src_port_start: 546, dst_port_start: 547 },
];

const FAMILIES = ['all', 'all-ipv6'] as const;

/**
 * What every guarded interface of a network has, whatever its groups allow: what finds addresses and neighbours, answers by ICMP to what is
 * allowed, and the refusal of the rest.
 *
 * libvirt accepts what a guarded guest sends before the rules of its networks are asked, so that those have to be said here again: that nobody
 * leaves an isolated network, and that nobody enters one, or one behind address translation, from another.
 */
export function baseRules({ gateways, confinedTo, closed }: GuestNetwork): FilterRule[] {
  return [
    ...DHCP,
    ...(['in', 'out'] as const).flatMap((direction) =>
      NEIGHBOURS[direction].map((type): FilterRule => ({ ...STATELESS, direction, protocol: 'icmpv6', type })),
    ),
    { ...STATELESS, direction: 'inout', protocol: 'igmp' },
    ...FAMILIES.map((protocol): FilterRule => ({ ...BASE, direction: 'inout', protocol, state: 'RELATED' })),
    ...gateways.flatMap((gateway) =>
      ['udp', 'tcp'].map((protocol): FilterRule => ({ ...BASE, direction: 'out', ...to(protocol, `${gateway}`), dst_port_start: 53 })),
    ),
    ...closed.map((network): FilterRule => ({ action: 'drop', direction: 'out', priority: Priority.ISOLATED, ...to('all', network) })),
    ...(confinedTo ?? []).map((network): FilterRule => ({
      action: 'drop',
      direction: 'out',
      priority: Priority.ISOLATED,
      ...to('all', network),
      match: 'no',
    })),
    ...FAMILIES.map((protocol): FilterRule => ({ action: 'drop', direction: 'inout', priority: Priority.REFUSED, protocol })),
  ];
}

/** What a group has that lets everything out. */
export function allOutRules(): FilterRule[] {
  return FAMILIES.map((protocol) => ({ action: 'accept', direction: 'out', priority: Priority.ALL_OUT, protocol }));
}

function to(protocol: string, network: string): Pick<FilterRule, 'protocol' | 'dst_ip_addr' | 'dst_ip_mask'> {
  const [address = '', length] = network.split('/');
  return {
    protocol: network.includes(':') ? `${protocol}-ipv6` : protocol,
    dst_ip_addr: address,
    ...(length !== undefined && { dst_ip_mask: length }),
  };
}
