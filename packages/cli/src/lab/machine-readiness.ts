import { type Connection, type Domain, ErrorCode, LibvirtError, type Network, type NetworkDHCPLease } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import { bracketed } from './bracketed';
import type { MachineMark } from './machine-mark';
import { answersHttp, type Dial, greetsSsh } from './net-probe';
import { GuestAgent, isAgentAway } from './guest-agent';

/** The steps from a started machine to one that serves, in their order. */
export const RUNGS = ['ip', 'ssh', 'cloud-init', 'http'] as const;
export type Rung = (typeof RUNGS)[number];

/** VIR_CONNECT_LIST_NETWORKS_ACTIVE. */
const ACTIVE_NETWORKS = 1 << 1;

/** What is needed to ask a machine how far it is. */
export interface ReadinessTarget {
  readonly connection: Connection;
  readonly domain: Domain;
  readonly mark: MachineMark;
  /** How its address is reached. @default - from this machine */
  readonly dial?: Dial;
}

/** The rungs that a machine has to climb: `http` only where it has probes, the others only where cloud-init makes a user. */
export function rungsOf(mark: MachineMark): Rung[] {
  return RUNGS.filter((rung) => (rung === 'http' ? mark.probes.length > 0 : mark.user !== ''));
}

/**
 * Asks once whether a machine stands on a rung.
 *
 * @throws UserError when cloud-init has finished with errors, or the machine's agent refuses to say
 */
export async function standsOn(rung: Rung, target: ReadinessTarget): Promise<boolean> {
  const { mark, dial } = target;
  const greets = (): Promise<boolean> => greetsSsh(mark.address, undefined, undefined, dial);
  switch (rung) {
    case 'ip':
      return (await hasLease(target)) || greets();
    case 'ssh':
      return greets();
    case 'cloud-init':
      return cloudInitDone(target);
    case 'http':
      return (
        await Promise.all(
          mark.probes.map(({ port, path }) => answersHttp(`http://${bracketed(mark.address)}:${port}${path}`, undefined, dial)),
        )
      ).every(Boolean);
  }
}

async function hasLease({ connection, mark }: ReadinessTarget): Promise<boolean> {
  const networks = await connection.connectListAllNetworks(ACTIVE_NETWORKS);
  const leases = await Promise.all(networks.map((network) => leasesOf(connection, network)));
  return leases.some((list) => list.some(({ ipaddr }) => ipaddr === mark.address));
}

async function leasesOf(connection: Connection, network: Network): Promise<NetworkDHCPLease[]> {
  try {
    return await connection.networkGetDHCPLeases(network, undefined, 0);
  } catch (error) {
    // Somebody else's network may go away between being listed and being asked.
    if (LibvirtError.is(error, ErrorCode.NO_NETWORK, ErrorCode.OPERATION_INVALID)) {
      return [];
    }
    throw error;
  }
}

async function cloudInitDone({ connection, domain, mark }: ReadinessTarget): Promise<boolean> {
  let result: string | undefined;
  try {
    result = await new GuestAgent(connection, domain).readFile('/run/cloud-init/result.json');
  } catch (error) {
    // The agent starts after the network; until then the answer is not yet.
    if (isAgentAway(error)) {
      return false;
    }
    throw LibvirtError.is(error)
      ? new UserError(`The agent of ${mark.name} does not say whether cloud-init is done: ${error.message}`)
      : error;
  }
  if (result === undefined) {
    return false;
  }
  const errors = (JSON.parse(result) as { v1?: { errors?: string[] } }).v1?.errors ?? [];
  if (errors.length > 0) {
    throw new UserError(
      `cloud-init of ${mark.name} ended with errors: ${errors.join('; ')}`,
      `Read /var/log/cloud-init.log and /var/log/cloud-init-output.log on ${mark.user}@${mark.address}.`,
    );
  }
  return true;
}
