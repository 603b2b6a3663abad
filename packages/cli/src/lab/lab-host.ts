import { Connection, type Domain, DomainState, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import type { Manifest } from '../project/manifest';
import { type MachineMark, readMachineMark } from './machine-mark';

/** A lab's machine as it exists on a host now. */
export interface FoundMachine {
  readonly domain: Domain;
  readonly mark: MachineMark;
  readonly running: boolean;
}

const LOCAL = 'qemu:///system';

/** The URIs of the hosts that a lab uses; this machine when nothing was synthesized yet. */
export function hostUris(manifest: Manifest | undefined): string[] {
  const uris = (manifest?.stacks ?? []).flatMap(({ hosts }) => hosts.map(({ uri }) => uri));
  return [...new Set(manifest ? uris : [LOCAL])];
}

/** The addresses of the Docker engines that a lab uses; this machine's when nothing was synthesized yet. */
export function engineHosts(manifest: Manifest | undefined): string[] {
  const hosts = (manifest?.stacks ?? []).flatMap(({ engines }) => engines.map(({ host }) => host));
  return [...new Set(manifest ? hosts : ['unix:///var/run/docker.sock'])];
}

/**
 * Connects to a host.
 *
 * @throws UserError when its daemon does not answer
 */
export async function connectHost(uri: string): Promise<Connection> {
  try {
    return await Connection.open(uri);
  } catch (error) {
    throw new UserError(`libvirt at ${uri} does not answer: ${(error as Error).message}`, "Run 'labcloud doctor' to see what to do.");
  }
}

/** Every machine on a host that carries a lab's mark, running or not. */
export async function findMachines(connection: Connection, lab: string): Promise<FoundMachine[]> {
  const domains = await connection.connectListAllDomains(0);
  const found = await Promise.all(domains.map((domain) => findMachine(connection, domain, lab)));
  return found.filter((machine) => machine !== undefined);
}

async function findMachine(connection: Connection, domain: Domain, lab: string): Promise<FoundMachine | undefined> {
  try {
    const mark = readMachineMark(await connection.domainGetXMLDesc(domain, 0));
    if (mark?.lab !== lab) {
      return undefined;
    }
    const { state } = await connection.domainGetState(domain, 0);
    return { domain, mark, running: state === DomainState.RUNNING };
  } catch (error) {
    // A domain may go away between being listed and being asked.
    if (LibvirtError.is(error, ErrorCode.NO_DOMAIN)) {
      return undefined;
    }
    throw error;
  }
}
