/** What a `Port` is about. */
export type PortProtocol = 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'ping' | 'any-icmp' | 'all';

const LAST_PORT = 65535;
const ICMP: ReadonlySet<PortProtocol> = new Set(['icmp', 'icmpv6', 'ping', 'any-icmp']);

/** A protocol with its ports or messages, as rules of security groups name them. */
export class Port {
  /** @throws RangeError unless it is a whole number from 1 to 65535 */
  static tcp(port: number): Port {
    return Port.ofRange('tcp', port, port);
  }

  /** Both ends included. @throws RangeError unless the numbers run upwards within 1 to 65535 */
  static tcpRange(from: number, to: number): Port {
    return Port.ofRange('tcp', from, to);
  }

  /** Every port of TCP. */
  static allTcp(): Port {
    return new Port('tcp', 'all of TCP');
  }

  /** @throws RangeError unless it is a whole number from 1 to 65535 */
  static udp(port: number): Port {
    return Port.ofRange('udp', port, port);
  }

  /** Both ends included. @throws RangeError unless the numbers run upwards within 1 to 65535 */
  static udpRange(from: number, to: number): Port {
    return Port.ofRange('udp', from, to);
  }

  /** Every port of UDP. */
  static allUdp(): Port {
    return new Port('udp', 'all of UDP');
  }

  /** The question whether somebody is there, and its answer, of IPv4 and IPv6. */
  static icmpPing(): Port {
    return new Port('ping', 'ping');
  }

  /** One message of IPv4's ICMP; nothing answers it. @throws RangeError unless both are whole numbers from 0 to 255 */
  static icmpTypeAndCode(type: number, code: number): Port {
    return Port.ofMessage('icmp', type, code);
  }

  /** One message of IPv6's ICMP; nothing answers it. @throws RangeError unless both are whole numbers from 0 to 255 */
  static icmpv6TypeAndCode(type: number, code: number): Port {
    return Port.ofMessage('icmpv6', type, code);
  }

  /** All of ICMP, of IPv4 and IPv6. */
  static allIcmp(): Port {
    return new Port('any-icmp', 'all of ICMP');
  }

  /** Every protocol and every port. */
  static allTraffic(): Port {
    return new Port('all', 'everything');
  }

  private static ofRange(protocol: 'tcp' | 'udp', from: number, to: number): Port {
    const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= LAST_PORT;
    if (!isPort(from) || !isPort(to) || from > to) {
      const rule = from === to ? 'a port must be a whole number' : 'ports must be whole numbers that run upwards';
      throw new RangeError(`${rule} from 1 to ${LAST_PORT}, got ${from === to ? from : `${from} to ${to}`}`);
    }
    return new Port(protocol, `${protocol.toUpperCase()} ${from === to ? from : `${from}-${to}`}`, [from, to]);
  }

  private static ofMessage(protocol: 'icmp' | 'icmpv6', type: number, code: number): Port {
    if (![type, code].every((number) => Number.isInteger(number) && number >= 0 && number <= 255)) {
      throw new RangeError(`type and code of a message must be whole numbers from 0 to 255, got ${type} and ${code}`);
    }
    return new Port(protocol, `${protocol === 'icmp' ? 'ICMP' : 'ICMPv6'} type ${type} code ${code}`, undefined, [type, code]);
  }

  private constructor(
    readonly protocol: PortProtocol,
    private readonly words: string,
    /** First and last port; undefined for all. */
    readonly range?: readonly [from: number, to: number],
    /** Type and code. */
    readonly message?: readonly [type: number, code: number],
  ) {}

  /** Whether all that another one names is a part of this one. */
  covers(other: Port): boolean {
    if (this.protocol === 'all') {
      return true;
    }
    if (this.protocol === 'any-icmp') {
      return ICMP.has(other.protocol);
    }
    const [from, to] = this.range ?? [1, LAST_PORT];
    const [otherFrom, otherTo] = other.range ?? [1, LAST_PORT];
    return (
      this.protocol === other.protocol &&
      from <= otherFrom &&
      otherTo <= to &&
      (this.message ?? other.message)?.join() === other.message?.join()
    );
  }

  /** As a person says it: `TCP 80`. */
  toString(): string {
    return this.words;
  }
}
