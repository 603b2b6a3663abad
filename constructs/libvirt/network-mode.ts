import type { AddressRange } from '../core';

/** The kinds of network. */
export type NetworkKind = 'nat' | 'routed' | 'open' | 'isolated' | 'bridge' | 'macvtap';

/** What a network with addresses of its own can have beside them. */
export interface NetworkModeOptions {
  /**
   * Addresses that DHCP gives to guests that the program does not know; at most 65536, and of the version of `subnet`.
   * @default - none: only the program's machines get addresses
   */
  readonly dhcpRange?: AddressRange;
  /**
   * Its IPv6 addresses beside those of IPv4, e.g. `fd00:20::/64`. Machines have the same number in both. A network whose subnet is one of IPv6
   * has no other.
   * @default - none
   */
  readonly ipv6?: string;
}

/** What is known of a network that is there already. */
export interface ExistingNetwork {
  /** Its addresses, e.g. `192.168.1.0/24`, or `2001:db8:1::/64` where machines are to have IPv6 alone. */
  readonly subnet: string;
  /** The address of the router there, and of a DNS server; with IPv6 alone it can be one of the link, such as `fe80::1`, which is no DNS server. */
  readonly gateway: string;
  /**
   * Its IPv6 addresses beside those of IPv4, e.g. `2001:db8:1::/64`.
   * @default - none
   */
  readonly ipv6?: string;
  /**
   * The IPv6 address of the router there, beside that of IPv4.
   * @default - what the router announces
   */
  readonly ipv6Gateway?: string;
}

/** What the switch behind a bridge knows. */
export interface BridgeOptions extends ExistingNetwork {
  /**
   * The VLAN of the guests, from 1 to 4094. The bridge must know VLANs: Open vSwitch, or a Linux bridge with `vlan_filtering` and libvirt 11.
   * @default - none: frames go as they are
   */
  readonly vlan?: number;
  /**
   * Whether the bridge is one of Open vSwitch.
   * @default false
   */
  readonly openVSwitch?: boolean;
}

/** How packets pass between guests on one interface of the host: among each other, or only by way of the switch outside. */
export type MacvtapMode = 'bridge' | 'vepa' | 'private';

/** What is known of the network that an interface of the host is on. */
export interface MacvtapOptions extends ExistingNetwork {
  /** @default 'bridge' */
  readonly mode?: MacvtapMode;
}

interface ModeParts extends NetworkModeOptions {
  readonly device?: string;
  readonly existing?: ExistingNetwork;
  readonly vlan?: number;
  readonly openVSwitch?: boolean;
  readonly macvtap?: MacvtapMode;
}

/** How guests on a network reach the world. */
export class NetworkMode {
  /**
   * A private network that reaches the world through its host's address.
   * @param subnet e.g. `10.20.0.0/24`, or `fd00:20::/64` for a network of IPv6 alone
   * @param options `device`: the only interface of the host that packets leave by
   */
  static nat(subnet: string, options: NetworkModeOptions & { readonly device?: string } = {}): NetworkMode {
    return new NetworkMode('nat', subnet, options);
  }

  /** A network that its host forwards as it is; the rest of the world needs a route to it. */
  static routed(subnet: string, options: NetworkModeOptions & { readonly device?: string } = {}): NetworkMode {
    return new NetworkMode('routed', subnet, options);
  }

  /** As `routed`, and libvirt leaves the host's firewall alone: what passes is for the host's own rules to say. */
  static open(subnet: string, options: NetworkModeOptions = {}): NetworkMode {
    return new NetworkMode('open', subnet, options);
  }

  /** A network that reaches nothing but its host. */
  static isolated(subnet: string, options: NetworkModeOptions = {}): NetworkMode {
    return new NetworkMode('isolated', subnet, options);
  }

  /**
   * The network that an existing bridge of the host is on. Each of its machines must say its `address`.
   * @param device the bridge, e.g. `br0`
   */
  static bridge(device: string, options: BridgeOptions): NetworkMode {
    const { vlan, openVSwitch } = options;
    return new NetworkMode('bridge', options.subnet, { device, existing: options, ipv6: options.ipv6, vlan, openVSwitch });
  }

  /**
   * The network that an interface of the host is on, which guests share without a bridge. They reach everybody there but their own host.
   * Each of its machines must say its `address`.
   * @param device the interface, e.g. `eth0`
   */
  static macvtap(device: string, options: MacvtapOptions): NetworkMode {
    const macvtap = options.mode ?? 'bridge';
    return new NetworkMode('macvtap', options.subnet, { device, existing: options, ipv6: options.ipv6, macvtap });
  }

  readonly dhcpRange: AddressRange | undefined;
  readonly device: string | undefined;
  readonly ipv6: string | undefined;
  /** Set where the network is not the lab's own. */
  readonly existing: ExistingNetwork | undefined;
  readonly vlan: number | undefined;
  readonly openVSwitch: boolean;
  readonly macvtap: MacvtapMode;

  private constructor(
    readonly kind: NetworkKind,
    readonly subnet: string,
    { dhcpRange, device, ipv6, existing, vlan, openVSwitch = false, macvtap = 'bridge' }: ModeParts,
  ) {
    this.dhcpRange = dhcpRange;
    this.device = device;
    this.ipv6 = ipv6;
    this.existing = existing;
    this.vlan = vlan;
    this.openVSwitch = openVSwitch;
    this.macvtap = macvtap;
  }
}
