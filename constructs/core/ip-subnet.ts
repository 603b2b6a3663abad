import { Subnet } from './subnet';
import { Subnet6 } from './subnet6';

/** A network of either version of IP. */
export type IpSubnet = Subnet | Subnet6;

/**
 * Reads CIDR notation of either version.
 * @throws RangeError as `Subnet.parse`, or `Subnet6.parse` for what has colons
 */
export function parseIpSubnet(cidr: string): IpSubnet {
  return String(cidr).includes(':') ? Subnet6.parse(cidr) : Subnet.parse(cidr);
}
