import ipaddr from 'ipaddr.js';

/** A range of addresses of one version of IP. */
export interface Subnet {
  readonly version: 4 | 6;
  /** The first address, as a number. */
  readonly first: bigint;
  readonly last: bigint;
  readonly prefix: number;
}

const LENGTH = { 4: 32, 6: 128 } as const;

/** Reads a subnet such as `10.20.0.0/24` or `fd00:20::/64`; undefined for what is none. */
export function parseSubnet(text: string): Subnet | undefined {
  try {
    const [address, prefix] = ipaddr.parseCIDR(text);
    return subnet(address.toByteArray(), prefix);
  } catch {
    return undefined;
  }
}

/** The subnet of an address, given as its bytes, with a prefix. */
export function subnet(address: readonly number[], prefix: number): Subnet {
  const version = address.length === 4 ? 4 : 6;
  const bits = address.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const size = 1n << BigInt(LENGTH[version] - prefix);
  const first = bits - (bits % size);
  return { version, first, last: first + size - 1n, prefix };
}

/** Whether two subnets share an address. */
export function overlap(one: Subnet, other: Subnet): boolean {
  return one.version === other.version && one.first <= other.last && other.first <= one.last;
}

/** A subnet in the usual notation. */
export function formatSubnet({ version, first, prefix }: Subnet): string {
  const bytes = Array.from({ length: LENGTH[version] / 8 }, (_, index) =>
    Number((first >> BigInt(LENGTH[version] - 8 - 8 * index)) & 255n),
  );
  return `${ipaddr.fromByteArray(bytes).toString()}/${prefix}`;
}
