import { statfsSync } from 'node:fs';
import { type Connection, ErrorCode, LibvirtError, type StoragePool } from '@labcloud/libvirt-client';
import { existingPart } from '../host/system/folder';
import { DockerEngine } from '../lab/docker-engine';
import type { MeasuredHost } from './measured-host';

const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;

/** A pool that the app wants on a host. */
export interface WantedPool {
  readonly name: string;
  /** Its folder. */
  readonly path: string;
}

/** Asks a hypervisor what it has. A pool that does not exist yet is only known on this computer, by the file system that it will be on. */
export async function measureHost(connection: Connection, pools: readonly WantedPool[], isLocal: boolean): Promise<MeasuredHost> {
  const { memory, cpus } = await connection.nodeGetInfo();
  const capacities = await Promise.all(
    pools.map(async ({ name, path }): Promise<[string, number] | undefined> => {
      const bytes = (await capacityOf(connection, name)) ?? (isLocal && !path.startsWith('/dev/') ? freeBytes(path) : undefined);
      return bytes === undefined ? undefined : [path, rounded(bytes)];
    }),
  );
  return { memory: wholeMebibytes(memory * 1024), cpus, pools: Object.fromEntries(capacities.filter((entry) => entry !== undefined)) };
}

/**
 * Asks a Docker engine what its computer has.
 *
 * @param host the engine's address, e.g. `unix:///var/run/docker.sock` or `ssh://ops@box.lan`
 * @throws UserError when it does not answer
 */
export async function measureEngine(host: string): Promise<MeasuredHost> {
  const { memory, cpus } = await new DockerEngine(host).computer();
  return { memory: wholeMebibytes(memory), cpus };
}

/** What is free in a pool, and what its volumes have of it; undefined for one that does not exist or is not active. */
async function capacityOf(connection: Connection, name: string): Promise<number | undefined> {
  let pool: StoragePool;
  try {
    pool = await connection.storagePoolLookupByName(name);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.NO_STORAGE_POOL)) {
      return undefined;
    }
    throw error;
  }
  if (!(await connection.storagePoolIsActive(pool))) {
    return undefined;
  }
  const [{ available }, volumes] = await Promise.all([connection.storagePoolGetInfo(pool), connection.storagePoolListAllVolumes(pool)]);
  const infos = await Promise.all(volumes.map((volume) => connection.storageVolGetInfo(volume)));
  return infos.reduce((sum, { allocation }) => sum + allocation, available);
}

function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(existingPart(path));
  return bavail * bsize;
}

function wholeMebibytes(bytes: number): number {
  return Math.floor(bytes / MEBIBYTE) * MEBIBYTE;
}

/** Whole GiB, so that the file does not change with every log that is written. */
function rounded(bytes: number): number {
  return bytes < GIBIBYTE ? bytes : Math.floor(bytes / GIBIBYTE) * GIBIBYTE;
}
