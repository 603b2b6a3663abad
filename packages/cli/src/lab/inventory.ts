import { ConnectionLostError, HostNetwork, LibvirtError } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import type { Manifest } from '../project/manifest';
import { DockerEngine, shownEngine } from './docker-engine';
import { connectHost, engineHosts, findMachines, hostUris } from './lab-host';
import { type ReadinessTarget, type Rung, rungsOf, standsOn } from './machine-readiness';
import { findServices } from './service-health';

/** A machine of the lab and whether it serves. */
export interface MachineStatus {
  readonly name: string;
  readonly address: string;
  readonly ready: boolean;
  /** Why it is not ready: `running`, or the rungs on which it does not stand. @default - nothing, or nothing is known of it */
  readonly lacks?: readonly ('running' | Rung)[];
}

/** A container service of the lab and whether it serves. */
export interface ServiceStatus {
  readonly name: string;
  readonly url: string | null;
  readonly healthy: boolean;
}

/** A host or a Docker engine that does not answer. */
export interface UnreachableHost {
  /** Its address. */
  readonly host: string;
  /** Why, in words. */
  readonly reason: string;
}

/** What runs of a lab. */
export interface Inventory {
  readonly machines: readonly MachineStatus[];
  readonly services: readonly ServiceStatus[];
  /** Of what is on these, nothing is known: it counts as not ready. */
  readonly unreachable: readonly UnreachableHost[];
}

/** Looks at the hosts and engines of a lab and says what runs there; what the app wants and nobody runs is listed as not ready. */
export async function takeInventory(lab: string, manifest: Manifest | undefined): Promise<Inventory> {
  const [machines, services] = await Promise.all([
    Promise.all(hostUris(manifest).map((uri) => reach(uri, () => machinesOn(uri, lab)))),
    Promise.all(engineHosts(manifest).map((host) => reach(shownEngine(host), () => findServices(new DockerEngine(host), lab)))),
  ]);
  const foundMachines = machines.flatMap(({ found }) => found);
  const foundServices = services.flatMap(({ found }) => found).map(({ name, url, healthy }) => ({ name, url, healthy }));
  const wanted = manifest?.stacks ?? [];
  return {
    machines: [
      ...foundMachines,
      ...missing(
        wanted.flatMap((stack) => stack.machines),
        foundMachines,
      ).map(({ name, address }) => ({ name, address, ready: false })),
    ].sort(byName),
    services: [
      ...foundServices,
      ...missing(
        wanted.flatMap((stack) => stack.services),
        foundServices,
      ).map(({ name, url }) => ({ name, url, healthy: false })),
    ].sort(byName),
    unreachable: [...machines, ...services].flatMap(({ unreachable }) => unreachable ?? []),
  };
}

interface Reached<T> {
  readonly found: readonly T[];
  readonly unreachable?: UnreachableHost;
}

/** What is found on a host; one that is away does not keep the others from being looked at. */
async function reach<T>(host: string, look: () => Promise<readonly T[]>): Promise<Reached<T>> {
  try {
    return { found: await look() };
  } catch (error) {
    if (error instanceof UserError || LibvirtError.is(error) || error instanceof ConnectionLostError) {
      return { found: [], unreachable: { host, reason: error.message } };
    }
    throw error;
  }
}

async function machinesOn(uri: string, lab: string): Promise<MachineStatus[]> {
  const connection = await connectHost(uri);
  const network = new HostNetwork(uri);
  const dial = network.connect.bind(network);
  try {
    const found = await findMachines(connection, lab);
    return await Promise.all(
      found.map(async ({ domain, mark, running }) => {
        const lacks = running ? await rungsLacking({ connection, domain, mark, dial }) : (['running'] as const);
        return { name: mark.name, address: mark.address, ready: lacks.length === 0, ...(lacks.length > 0 && { lacks }) };
      }),
    );
  } finally {
    network.close();
    await connection.close();
  }
}

async function rungsLacking(target: ReadinessTarget): Promise<Rung[]> {
  const rungs = rungsOf(target.mark);
  const stands = await Promise.all(rungs.map((rung) => standsOn(rung, target).catch(failedBoot)));
  return rungs.filter((_, index) => !stands[index]);
}

/** A machine whose first boot failed is not ready; that is an answer here, not an error. */
function failedBoot(error: unknown): boolean {
  if (error instanceof UserError) {
    return false;
  }
  throw error;
}

function missing<T extends { name: string }>(wanted: readonly T[], found: readonly { name: string }[]): T[] {
  const names = new Set(found.map(({ name }) => name));
  return wanted.filter(({ name }) => !names.has(name));
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name.localeCompare(b.name);
}
