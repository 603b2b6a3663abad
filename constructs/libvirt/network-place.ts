/** What a machine needs to know of its network. */
export interface NetworkPlace {
  /** That of IPv4, or of IPv6 where there is no other. */
  readonly address: string;
  /** Undefined on a network of IPv6 alone. */
  readonly ipv4: Ipv4Place | undefined;
  /** Undefined on a network of IPv4 alone. */
  readonly ipv6: Ipv6Place | undefined;
}

/** A machine's place in an IPv4 subnet. */
export interface Ipv4Place {
  readonly address: string;
  /** Set on a network without DHCP, where the guest must know the rest itself. */
  readonly static?: { readonly prefix: number; readonly gateway: string };
}

/** A machine's place in an IPv6 subnet. */
export interface Ipv6Place {
  readonly address: string;
  readonly prefix: number;
  /** @default - routers announce themselves, or there is none */
  readonly gateway?: string;
  /** @default - routers announce it, or that of IPv4 is asked */
  readonly dns?: { readonly server: string; readonly domain?: string };
  /** Whether routers have nothing to tell that is not known here. @default false */
  readonly isComplete?: boolean;
}
