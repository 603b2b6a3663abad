import { isIPv6 } from 'node:net';
import { IPv6, parse, parseCIDR } from 'ipaddr.js';

const LEAST_PREFIX = 64;
const MOST_PREFIX = 112;

/** An IPv6 network, e.g. `fd00:20::/64`, and the arithmetic on its addresses. */
export class Subnet6 {
  /**
   * Reads CIDR notation.
   * @throws RangeError unless it is IPv6, has a prefix from 64 to 112, and no bits of the host part set
   */
  static parse(cidr: string): Subnet6 {
    let parsed;
    try {
      parsed = parseCIDR(cidr);
    } catch {
      throw new RangeError(`must be a network in CIDR notation such as 'fd00:20::/64', got '${cidr}'`);
    }
    const [address, prefix] = parsed;
    if (!(address instanceof IPv6) || address.zoneId !== undefined || prefix < LEAST_PREFIX || prefix > MOST_PREFIX) {
      throw new RangeError(`must be an IPv6 network with a prefix from /${LEAST_PREFIX} to /${MOST_PREFIX}, got '${cidr}'`);
    }
    const bits = toBits(address);
    const subnet = new Subnet6(bits - (bits % 2n ** BigInt(128 - prefix)), prefix);
    if (subnet.base !== bits) {
      throw new RangeError(`must name the network itself: did you mean '${subnet.toString()}'? got '${cidr}'`);
    }
    return subnet;
  }

  private constructor(
    /** The network's own address as a number. */
    readonly base: bigint,
    readonly prefix: number,
  ) {}

  /** The first usable address, which the host takes. */
  get gateway(): string {
    return this.at(1);
  }

  /** The position of the last address that a machine could have. */
  get last(): bigint {
    return 2n ** BigInt(128 - this.prefix) - 1n;
  }

  /** The address at a position, 0 being the network's own, in the shortest spelling. */
  at(index: number | bigint): string {
    return toText(this.base + BigInt(index));
  }

  /** The position of an address, however it is spelt, or undefined if it is not one that a machine could have here. */
  indexOf(address: string): bigint | undefined {
    if (!isIPv6(address) || address.includes('%')) {
      return undefined;
    }
    const index = toBits(IPv6.parse(address)) - this.base;
    return index > 0n && index <= this.last ? index : undefined;
  }

  /** Whether an address belongs to both. */
  overlaps(other: Subnet6): boolean {
    const shift = BigInt(128 - Math.min(this.prefix, other.prefix));
    return this.base >> shift === other.base >> shift;
  }

  /** The network in CIDR notation. */
  toString(): string {
    return `${this.at(0)}/${this.prefix}`;
  }
}

function toBits(address: IPv6): bigint {
  return address.parts.reduce((bits, part) => (bits << 16n) | BigInt(part), 0n);
}

function toText(bits: bigint): string {
  const words = Array.from({ length: 8 }, (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  return parse(words.join(':')).toString();
}
