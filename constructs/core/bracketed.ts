import { isIPv6 } from 'node:net';

/** An address as it stands before a port: one of IPv6 in brackets. */
export function bracketed(address: string): string {
  return isIPv6(address) ? `[${address}]` : address;
}
