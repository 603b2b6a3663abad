import { type Connection, type StoragePool, type StorageVol } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { ifExists, ifReadable } from '../errors';
import { getPlace, readXml, type XmlElement } from '../xml';
import { refreshPool } from './pool-calls';

/** A pool that volumes can be made in. Fails with ProviderError when it is missing or stopped. */
export async function activePool(connection: Connection, name: string): Promise<StoragePool> {
  const pool = await ifExists(connection.storagePoolLookupByName(name));
  if (pool === undefined) {
    throw new ProviderError(
      'No such pool',
      `The host has no pool '${name}'. Write the name of a 'libvirt_pool', as 'libvirt_pool.x.name'.`,
      ['pool'],
    );
  }
  if (await connection.storagePoolIsActive(pool)) return pool;
  throw new ProviderError('A pool that is stopped', `The pool '${name}' is stopped. Start it: \`virsh pool-start ${name}\`.`, ['pool']);
}

/** A volume as it is now. */
export interface FoundVolume {
  readonly volume: StorageVol;
  readonly root: XmlElement;
}

/** Looks a volume up and, when libvirt knows none or its file is gone, lets libvirt look at the pool anew. */
export async function findVolume(connection: Connection, pool: StoragePool, name: string): Promise<FoundVolume | undefined> {
  const known = await lookVolume(connection, pool, name);
  if (known !== undefined) return known;
  return (await refreshPool(connection, pool)) ? lookVolume(connection, pool, name) : undefined;
}

/** A volume that libvirt knows. */
export async function lookVolume(connection: Connection, pool: StoragePool, name: string): Promise<FoundVolume | undefined> {
  const volume = await ifExists(connection.storageVolLookupByName(pool, name));
  if (volume === undefined) return undefined;
  // That the file has gone behind libvirt's back shows only here.
  const xml = await ifReadable(connection.storageVolGetXMLDesc(volume));
  return xml === undefined ? undefined : { volume, root: readXml(xml) };
}

/** The first bytes of a volume, at most `length`. */
export async function readStart(connection: Connection, volume: StorageVol, length: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of await connection.storageVolDownload(volume, 0, length)) {
    chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole));
  }
  return Buffer.concat(chunks);
}

/** The format that libvirt sees in a volume. */
export function formatOf(found: FoundVolume): string {
  return getPlace(found.root, 'target/format@type') ?? 'raw';
}

/** A size in bytes in a volume's XML, such as `capacity`; libvirt reports all of them in bytes. */
export function bytesAt(found: FoundVolume, place: 'capacity' | 'physical'): number {
  return Number(getPlace(found.root, place));
}
