import { BlockList, isIP } from 'node:net';
import { type FilterRule } from '../../../../constructs/libvirt/security/filter-rules';

/** The first packet of a connection, as the guest sees it. */
export interface Packet {
  readonly direction: 'in' | 'out';
  /** The other side. */
  readonly address: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6';
  /** Where it goes to; for ICMP its type. */
  readonly port: number;
}

/** What libvirt makes of rules: those of all filters by priority, and of equal ones in their order; the first that fits decides. */
export function passes(filters: readonly (readonly FilterRule[])[], packet: Packet): boolean {
  const rules = filters.flat().map((rule, index) => ({ rule, index }));
  rules.sort((a, b) => a.rule.priority - b.rule.priority || a.index - b.index);
  const decisive = rules.find(({ rule }) => fits(rule, packet));
  return decisive === undefined || decisive.rule.action === 'accept';
}

function fits(rule: FilterRule, { direction, address, protocol, port }: Packet): boolean {
  if (rule.state !== undefined || (rule.direction !== direction && rule.direction !== 'inout')) return false;
  const isIpv6 = isIP(address) === 6;
  const suffix = isIpv6 ? '-ipv6' : '';
  const isIcmp = protocol === 'icmp' || protocol === 'icmpv6';
  if (![`all${suffix}`, isIcmp ? protocol : `${protocol}${suffix}`].includes(rule.protocol)) return false;
  const side = direction === 'in' ? [rule.src_ip_addr, rule.src_ip_mask] : [rule.dst_ip_addr, rule.dst_ip_mask];
  const [network, length] = side;
  const within = network === undefined || holds(network, Number(length ?? (isIpv6 ? 128 : 32)), address);
  if (within === (rule.match === 'no')) return false;
  if (rule.src_port_start !== undefined) return false;
  if (rule.type !== undefined) return isIcmp && rule.type === port;
  return rule.dst_port_start === undefined || (port >= rule.dst_port_start && port <= (rule.dst_port_end ?? rule.dst_port_start));
}

/** Whether an address is in a network. Another implementation than that of the constructs. */
export function holds(network: string, length: number, address: string): boolean {
  if (isIP(network) !== isIP(address)) return false;
  const list = new BlockList();
  list.addSubnet(network, length, isIP(network) === 6 ? 'ipv6' : 'ipv4');
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
