import { existsSync, readFileSync } from 'node:fs';
import { type Subnet, subnet } from './subnet';

/** A route of the kernel's main table. */
export interface Route {
  readonly device: string;
  readonly destination: Subnet;
  /** Whether the packets go to a gateway and not straight to the network. */
  readonly viaGateway: boolean;
}

/** The flag of a route that leads to a gateway. */
const GATEWAY = 2;
/** What every interface has with IPv6: its link, and groups. */
const OF_EVERY_LINK = /^(fe[89ab]|ff)/;

/** The routes of this machine, of both versions of IP as far as its kernel has them, the default routes left out. */
export function readRoutes(): Route[] {
  return [...parseRoutes(readFileSync('/proc/net/route', 'utf8')), ...parseIpv6Routes(readIfThere('/proc/net/ipv6_route'))];
}

/** The IPv4 routes in the content of `/proc/net/route`, the default route left out. */
export function parseRoutes(procNetRoute: string): Route[] {
  return procNetRoute
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t').map((field) => field.trim()))
    .map(([device = '', destination = '0', gateway = '0', , , , , mask = '0']) => ({
      device,
      destination: subnet(fromHostOrder(destination), onesIn(fromHostOrder(mask))),
      viaGateway: Number.parseInt(gateway, 16) !== 0,
    }))
    .filter(({ destination }) => destination.prefix > 0);
}

/** The IPv6 routes in the content of `/proc/net/ipv6_route`, without the default route, loopback, and what every link has. */
export function parseIpv6Routes(procNetIpv6Route: string): Route[] {
  return procNetIpv6Route
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([destination = '', , , , , , , , , device = 'lo']) => device !== 'lo' && !OF_EVERY_LINK.test(destination))
    .map(([destination = '', prefix = '0', , , , , , , flags = '0', device = '']) => ({
      device,
      destination: subnet([...Buffer.from(destination, 'hex')], Number.parseInt(prefix, 16)),
      viaGateway: (Number.parseInt(flags, 16) & GATEWAY) !== 0,
    }))
    .filter(({ destination }) => destination.prefix > 0);
}

/** A kernel without IPv6 has no such file. */
function readIfThere(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

// The kernel prints the address as the machine's integer: on x86 the bytes come in reverse.
function fromHostOrder(hexadecimal: string): number[] {
  return [...Buffer.from(hexadecimal.padStart(8, '0'), 'hex').reverse()];
}

function onesIn(mask: readonly number[]): number {
  return mask.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0);
}
