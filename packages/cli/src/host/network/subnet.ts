import ipaddr from 'ipaddr.js';

/** A range of IPv4 addresses. */
export interface Subnet {
  /** The first address, as a number. */
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Reads a subnet such as `10.20.0.0/24`; undefined for IPv6 and for what is none. */
export function parseSubnet(text: string): Subnet | undefined {
  try {
    const [address, prefix] = ipaddr.parseCIDR(text);
    return address instanceof ipaddr.IPv4 ? subnet(numberOf(address.octets), prefix) : undefined;
  } catch {
    return undefined;
  }
}

/** The subnet of an address, given as a number, with a prefix. */
export function subnet(address: number, prefix: number): Subnet {
  const size = 2 ** (32 - prefix);
  const first = Math.floor(address / size) * size;
  return { first, last: first + size - 1, prefix };
}

/** Whether two subnets share an address. */
export function overlap(one: Subnet, other: Subnet): boolean {
  return one.first <= other.last && other.first <= one.last;
}

/** A subnet in the usual notation. */
export function formatSubnet({ first, prefix }: Subnet): string {
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}

function numberOf(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}
