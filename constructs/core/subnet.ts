import { IPv4, parseCIDR } from 'ipaddr.js';

const FOUR_PARTS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** An IPv4 network, e.g. `10.20.0.0/24`, and the arithmetic on its addresses. */
export class Subnet {
  /**
   * Reads CIDR notation.
   * @throws RangeError unless it is IPv4, has a prefix from 8 to 29, and no bits of the host part set
   */
  static parse(cidr: string): Subnet {
    let parsed;
    try {
      parsed = parseCIDR(cidr);
    } catch {
      throw new RangeError(`must be a network in CIDR notation such as '10.20.0.0/24', got '${cidr}'`);
    }
    const [address, prefix] = parsed;
    if (!(address instanceof IPv4) || prefix < 8 || prefix > 29) {
      throw new RangeError(`must be an IPv4 network with a prefix from /8 to /29, got '${cidr}'`);
    }
    const subnet = new Subnet(toNumber(address.toString()), prefix);
    if (subnet.toString() !== cidr) {
      throw new RangeError(`must name the network itself: did you mean '${subnet.toString()}'? got '${cidr}'`);
    }
    return subnet;
  }

  /** The network's own address as a number. */
  readonly base: number;
  /** How many addresses it has, the network's and the broadcast address included. */
  readonly length: number;

  private constructor(
    address: number,
    readonly prefix: number,
  ) {
    this.length = 2 ** (32 - prefix);
    this.base = address - (address % this.length);
  }

  /** The first usable address, which the host or the engine takes. */
  get gateway(): string {
    return this.at(1);
  }

  /** The mask in dotted notation. */
  get netmask(): string {
    return toText(2 ** 32 - this.length);
  }

  /** The position of the last address that a machine could have. */
  get last(): number {
    return this.length - 2;
  }

  /** The address at a position, 0 being the network's own. */
  at(index: number | bigint): string {
    return toText(this.base + Number(index));
  }

  /** The position of an address, or undefined if it is not one that a machine could have here. */
  indexOf(address: string): number | undefined {
    const number = FOUR_PARTS.test(address) ? toNumber(address) : undefined;
    if (number === undefined || toText(number) !== address) {
      return undefined;
    }
    const index = number - this.base;
    return index > 0 && index < this.length - 1 ? index : undefined;
  }

  /** Whether an address belongs to both. */
  overlaps(other: Subnet): boolean {
    return this.base < other.base + other.length && other.base < this.base + this.length;
  }

  /** The network in CIDR notation. */
  toString(): string {
    return `${this.at(0)}/${this.prefix}`;
  }
}

function toNumber(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
}

function toText(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}
