import { type Connection, type Domain, ErrorCode, LibvirtError, type StoragePool, type StorageVol } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import type { DomainDisk } from '../lab/domain-disks';
import { xmlText } from '../lab/xml-text';

/** Ends the names of the copies that a backup makes on the host: they live only as long as it runs. */
export const COPY_SUFFIX = '.labcloud-backup';
const FILE_POOLS = new Set(['dir', 'fs', 'netfs']);

/** A machine whose disks are copied, and where copies may be. */
export interface CopyPlace {
  readonly connection: Connection;
  readonly domain: Domain;
  /** The names of the lab's pools. */
  readonly pools: readonly string[];
}

/** A disk that is to be copied. */
export interface SourceDisk {
  readonly target: string;
  readonly format: 'qcow2' | 'raw';
  /** In bytes. */
  readonly capacity: number;
  readonly backing: readonly string[];
  readonly pool: StoragePool;
  readonly volume: StorageVol;
}

/** A copy of a disk on its host that has nothing below it. */
export interface DiskCopy {
  readonly source: SourceDisk;
  readonly volume: StorageVol;
}

/**
 * Finds the volume of a disk.
 *
 * @throws UserError when it is in no pool, or of a format that cannot be copied
 */
export async function findSource(connection: Connection, machine: string, disk: DomainDisk): Promise<SourceDisk> {
  const volume = await volumeOf(connection, disk);
  if (!volume) {
    throw new UserError(`The disk ${disk.target} of ${machine} is in no storage pool, so it cannot be backed up.`);
  }
  if (disk.format !== 'qcow2' && disk.format !== 'raw') {
    throw new UserError(`The disk ${disk.target} of ${machine} has the format '${disk.format}'; only qcow2 and raw can be backed up.`);
  }
  const xml = await connection.storageVolGetXMLDesc(volume);
  return {
    target: disk.target,
    format: disk.format,
    capacity: Number(xmlText(xml, 'volume/capacity')),
    backing: await chainBelow(connection, xml),
    pool: await connection.storagePoolLookupByVolume(volume),
    volume,
  };
}

/** Makes an empty volume beside a disk, for a running guest to copy it into. */
export async function makeEmptyCopy(place: CopyPlace, source: SourceDisk): Promise<DiskCopy> {
  const pool = await poolFor(place, source);
  return { source, volume: await place.connection.storageVolCreateXML(pool, copyXml(place.domain, source)) };
}

/** Copies a disk that nobody uses; libvirt does it on the host and cannot be interrupted. */
export async function makeFullCopy(place: CopyPlace, source: SourceDisk): Promise<DiskCopy> {
  const pool = await poolFor(place, source);
  return { source, volume: await place.connection.storageVolCreateXMLFrom(pool, copyXml(place.domain, source), source.volume) };
}

/** Removes a copy; one that is gone is none. */
export async function removeCopy(connection: Connection, volume: StorageVol): Promise<void> {
  try {
    await connection.storageVolDelete(volume);
  } catch (error) {
    if (!LibvirtError.is(error, ErrorCode.NO_STORAGE_VOL)) {
      throw error;
    }
  }
}

/** Removes the copies of a machine's disks that a backup which was killed has left. */
export async function sweepCopies(place: CopyPlace, sources: readonly SourceDisk[]): Promise<void> {
  const pools = new Map<string, StoragePool>();
  for (const source of sources) {
    const pool = await poolFor(place, source);
    pools.set(pool.uuid, pool);
  }
  const names = new Set(sources.map((source) => copyName(place.domain, source)));
  for (const pool of pools.values()) {
    const left = (await place.connection.storagePoolListAllVolumes(pool)).filter(({ name }) => names.has(name));
    for (const volume of left) {
      await removeCopy(place.connection, volume);
    }
  }
}

/** Copies are files; for a disk in a pool of another kind they need one of the lab's that has files. */
async function poolFor({ connection, pools }: CopyPlace, { pool }: SourceDisk): Promise<StoragePool> {
  const others = (await connection.connectListAllStoragePools(0)).filter(({ name }) => name !== pool.name && pools.includes(name));
  for (const candidate of [pool, ...others]) {
    const type = xmlText(await connection.storagePoolGetXMLDesc(candidate), 'pool@type') ?? '';
    if (FILE_POOLS.has(type) && (await connection.storagePoolIsActive(candidate))) {
      return candidate;
    }
  }
  throw new UserError(`A backup needs a pool of the lab that holds files, for its copies; ${pool.name} does not, and there is no other.`);
}

async function volumeOf(connection: Connection, { source }: DomainDisk): Promise<StorageVol | undefined> {
  try {
    if (source === undefined || 'path' in source) {
      return source && (await connection.storageVolLookupByPath(source.path));
    }
    return await connection.storageVolLookupByName(await connection.storagePoolLookupByName(source.pool), source.volume);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.NO_STORAGE_VOL, ErrorCode.NO_STORAGE_POOL)) {
      return undefined;
    }
    throw error;
  }
}

async function chainBelow(connection: Connection, xml: string): Promise<string[]> {
  const path = xmlText(xml, 'volume/backingStore/path');
  if (!path) {
    return [];
  }
  const below = await volumeOf(connection, { target: '', device: 'disk', format: '', readOnly: true, source: { path } });
  return [path, ...(below ? await chainBelow(connection, await connection.storageVolGetXMLDesc(below)) : [])];
}

function copyName({ name }: Domain, { target }: SourceDisk): string {
  return `${name}-${target}${COPY_SUFFIX}`;
}

function copyXml(domain: Domain, source: SourceDisk): string {
  const { format, capacity } = source;
  const compat = format === 'qcow2' ? '<compat>1.1</compat>' : '';
  return `<volume><name>${copyName(domain, source)}</name><allocation>0</allocation><capacity unit="bytes">${capacity}</capacity><target><format type="${format}"/>${compat}</target></volume>`;
}
