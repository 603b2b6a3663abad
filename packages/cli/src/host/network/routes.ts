import { type Subnet, subnet } from './subnet';

/** A route of the kernel's main table. */
export interface Route {
  readonly device: string;
  readonly destination: Subnet;
  /** Whether the packets go to a gateway and not straight to the network. */
  readonly viaGateway: boolean;
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

// The kernel prints the address as the machine's integer: on x86 the bytes come in reverse.
function fromHostOrder(hexadecimal: string): number {
  return Buffer.from(hexadecimal.padStart(8, '0'), 'hex').readUInt32LE();
}

function onesIn(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
