import type { IConstruct } from 'constructs';
import { ConfigError, escapeTemplate } from '../../core';
import type { Port } from './port';

/** A rule of a packet filter, as Terraform JSON has it. */
export interface FilterRule {
  readonly action: 'accept' | 'drop';
  readonly direction: 'in' | 'out' | 'inout';
  readonly priority: number;
  readonly statematch?: 'false';
  readonly protocol: string;
  readonly match?: 'no';
  readonly src_ip_addr?: string;
  readonly src_ip_mask?: string;
  readonly dst_ip_addr?: string;
  readonly dst_ip_mask?: string;
  readonly src_port_start?: number;
  readonly dst_port_start?: number;
  readonly dst_port_end?: number;
  readonly type?: number;
  readonly code?: number;
  readonly state?: 'RELATED';
  readonly comment?: string;
}

/** In which order rules count: the one with the lowest number that fits a packet decides. */
export const Priority = {
  /** What every interface needs to get an address and to find its neighbours. */
  BASE: 100,
  /** What a group allows by name. */
  ALLOWED: 400,
  /** Networks of the host that guests of this one cannot reach. */
  ISOLATED: 600,
  /** Everything else that a group lets out. */
  ALL_OUT: 700,
  /** What nobody allowed. */
  REFUSED: 1000,
} as const;

/** What a group allows, with addresses put in. */
export interface Allowance {
  readonly direction: 'in' | 'out';
  /** The other side, in CIDR notation. */
  readonly network: string;
  readonly port: Port;
  readonly description?: string;
}

interface Message {
  readonly protocol: string;
  readonly type: number;
  readonly code?: number;
}

const PING = {
  ipv4: { protocol: 'icmp', question: 8, answer: 0 },
  ipv6: { protocol: 'icmpv6', question: 128, answer: 129 },
} as const;

/** The rules that allow it; none if it is about messages of the other version of IP. */
export function rulesFor({ direction, network, port, description }: Allowance): FilterRule[] {
  const version = network.includes(':') ? 'ipv6' : 'ipv4';
  const suffix = version === 'ipv6' ? '-ipv6' : '';
  const base = { action: 'accept', direction, priority: Priority.ALLOWED } as const;
  const comment = description === undefined ? {} : { comment: escapeTemplate(description) };
  const rule = (rest: Pick<FilterRule, 'protocol'> & Partial<FilterRule>): FilterRule => ({
    ...base,
    ...otherSide(direction, network),
    ...rest,
    ...comment,
  });
  switch (port.protocol) {
    case 'tcp':
    case 'udp':
      return [rule({ protocol: `${port.protocol}${suffix}`, ...portsOf(port) })];
    case 'all':
      return [rule({ protocol: `all${suffix}` })];
    case 'any-icmp':
      return [rule({ protocol: version === 'ipv6' ? 'icmpv6' : 'icmp' })];
    case 'ping': {
      const { protocol, question, answer } = PING[version];
      const back = direction === 'in' ? 'out' : 'in';
      // libvirt lets no answer to a message of one type pass by itself.
      return [
        rule(messageOf({ protocol, type: question })),
        rule({ ...messageOf({ protocol, type: answer }), direction: back, ...swapped(direction, network) }),
      ];
    }
    case 'icmp':
    case 'icmpv6': {
      const [type, code] = port.message ?? [0, 0];
      return (port.protocol === 'icmpv6') === (version === 'ipv6') ? [rule(messageOf({ protocol: port.protocol, type, code }))] : [];
    }
  }
}

/**
 * A description as it can stand beside rules on the host.
 * @throws ConfigError unless it fits there
 */
export function checkedDescription(scope: IConstruct, description: string | undefined): string | undefined {
  if (description !== undefined && !/^[\x20-\x7e]{1,200}$/.test(description)) {
    throw new ConfigError(
      scope,
      `the description of a rule must have 1 to 200 letters, digits and signs of ASCII, got ${JSON.stringify(description)}`,
    );
  }
  return description;
}

function messageOf({ protocol, type, code }: Message): Pick<FilterRule, 'protocol' | 'type' | 'code'> {
  return { protocol, type, ...(code !== undefined && { code }) };
}

function portsOf({ range }: Port): Pick<FilterRule, 'dst_port_start' | 'dst_port_end'> {
  if (range === undefined) {
    return {};
  }
  const [from, to] = range;
  return { dst_port_start: from, ...(to > from && { dst_port_end: to }) };
}

function otherSide(direction: 'in' | 'out', network: string): Partial<FilterRule> {
  const [address = '', length = ''] = network.split('/');
  if (length === '0') {
    return {};
  }
  return direction === 'in' ? { src_ip_addr: address, src_ip_mask: length } : { dst_ip_addr: address, dst_ip_mask: length };
}

/** The other side of the answer, in place of that of the question. */
function swapped(direction: 'in' | 'out', network: string): Partial<FilterRule> {
  const nothing = { src_ip_addr: undefined, src_ip_mask: undefined, dst_ip_addr: undefined, dst_ip_mask: undefined };
  return { ...nothing, ...otherSide(direction === 'in' ? 'out' : 'in', network) };
}
