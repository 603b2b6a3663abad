import { isIP } from 'node:net';
import { parse, parseCIDR } from 'ipaddr.js';

/** Addresses on the other side of a connection: a network, or everybody. */
export class Peer {
  /** Everybody who speaks IPv4. */
  static anyIpv4(): Peer {
    return new Peer(['0.0.0.0/0']);
  }

  /** Everybody who speaks IPv6. */
  static anyIpv6(): Peer {
    return new Peer(['::/0']);
  }

  /** Everybody. */
  static any(): Peer {
    return new Peer(['0.0.0.0/0', '::/0']);
  }

  /**
   * @param cidr a network such as `10.20.0.0/24`, or one address
   * @throws RangeError unless it is one of IPv4 without bits behind its prefix
   */
  static ipv4(cidr: string): Peer {
    return new Peer([networkOf(cidr, 4)]);
  }

  /**
   * @param cidr a network such as `fd00:20::/64`, or one address
   * @throws RangeError unless it is one of IPv6 without bits behind its prefix
   */
  static ipv6(cidr: string): Peer {
    return new Peer([networkOf(cidr, 6)]);
  }

  private constructor(
    /** In CIDR notation. */
    readonly networks: readonly string[],
  ) {}

  /** Its addresses, as messages say them. */
  toString(): string {
    return this.networks.join(' and ');
  }
}

/** An address as the network that it is alone in. */
export function networkOfAddress(address: string): string {
  return `${address}/${isIP(address) === 6 ? 128 : 32}`;
}

/** Whether one network, in CIDR notation, is within another one. */
export function contains(outer: string, inner: string): boolean {
  const [network, length] = parseCIDR(outer);
  const [address, innerLength] = parseCIDR(inner);
  return network.kind() === address.kind() && innerLength >= length && address.match(network, length);
}

function networkOf(text: string, family: 4 | 6): string {
  const example = family === 4 ? '10.20.0.0/24' : 'fd00:20::/64';
  const [address = ''] = text.split('/');
  const cidr = text.includes('/') ? text : networkOfAddress(text);
  let length;
  try {
    [, length] = parseCIDR(cidr);
  } catch {
    length = undefined;
  }
  if (isIP(address) !== family || length === undefined || !/\/\d{1,3}$/.test(cidr)) {
    throw new RangeError(`must be an IPv${family} address or network such as '${example}', got '${text}'`);
  }
  const bytes = parse(address).toByteArray();
  const masked = bytes.map((byte, index) => byte & (0xff00 >> Math.min(8, Math.max(0, length - 8 * index))) & 0xff);
  const own = `${canonical(masked)}/${length}`;
  if (!bytes.every((byte, index) => byte === masked[index])) {
    throw new RangeError(`must name the network itself: did you mean '${own}'? got '${text}'`);
  }
  return own;
}

function canonical(bytes: readonly number[]): string {
  if (bytes.length === 4) {
    return bytes.join('.');
  }
  const words = Array.from({ length: 8 }, (_, index) => (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16));
  return parse(words.join(':')).toString();
}
