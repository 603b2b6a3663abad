import type { AddressRange } from '../core';

/** The kinds of network. */
export type NetworkKind = 'nat' | 'routed' | 'isolated' | 'bridge';

/** What a network with addresses of its own can have beside them. */
export interface NetworkModeOptions {
  /**
   * Addresses that DHCP gives to guests that the program does not know.
   * @default - none: only the program's machines get addresses
   */
  readonly dhcpRange?: AddressRange;
}

/** How guests on a network reach the world. */
export class NetworkMode {
  /**
   * A private network that reaches the world through its host's address.
   * @param subnet e.g. `10.20.0.0/24`
   * @param options `device`: the only interface of the host that packets leave by
   */
  static nat(subnet: string, options: NetworkModeOptions & { readonly device?: string } = {}): NetworkMode {
    return new NetworkMode('nat', subnet, options.dhcpRange, options.device, undefined);
  }

  /** A network that its host forwards as it is; the rest of the world needs a route to it. */
  static routed(subnet: string, options: NetworkModeOptions & { readonly device?: string } = {}): NetworkMode {
    return new NetworkMode('routed', subnet, options.dhcpRange, options.device, undefined);
  }

  /** A network that reaches nothing but its host. */
  static isolated(subnet: string, options: NetworkModeOptions = {}): NetworkMode {
    return new NetworkMode('isolated', subnet, options.dhcpRange, undefined, undefined);
  }

  /**
   * The network that an existing bridge of the host is on. Each of its machines must say its `address`.
   * @param device the bridge, e.g. `br0`
   * @param options `subnet` and `gateway` of that network
   */
  static bridge(device: string, options: { readonly subnet: string; readonly gateway: string }): NetworkMode {
    return new NetworkMode('bridge', options.subnet, undefined, device, options.gateway);
  }

  private constructor(
    readonly kind: NetworkKind,
    readonly subnet: string,
    readonly dhcpRange: AddressRange | undefined,
    readonly device: string | undefined,
    readonly gateway: string | undefined,
  ) {}
}
