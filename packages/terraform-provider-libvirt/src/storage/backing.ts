import { type Connection, type StoragePool, type StorageVol } from '@labcloud/libvirt-client';
import { ifReadable } from '../errors';
import { getPlace, readXml } from '../xml';

const FRESH_MS = 5000;

interface Listing {
  readonly made: number;
  /** Volumes by the path of their backing store. */
  readonly overlays: Promise<Map<string, StorageVol[]>>;
}

const listings = new WeakMap<Connection, Map<string, Listing>>();

/**
 * Names of the volumes of a pool that are overlays of the volume at `path`.
 *
 * One listing serves the deletions of a few seconds, because destroying n volumes would otherwise look at n² ones; what it names is looked at again.
 */
export async function overlaysOf(connection: Connection, pool: StoragePool, path: string): Promise<string[]> {
  const suspects = (await listing(connection, pool)).get(path) ?? [];
  const still = await Promise.all(suspects.map(async (volume) => (await backingPath(connection, volume)) === path));
  return suspects.filter((_volume, index) => still[index]).map(({ name }) => name);
}

function listing(connection: Connection, pool: StoragePool): Promise<Map<string, StorageVol[]>> {
  const known = listings.get(connection) ?? new Map<string, Listing>();
  listings.set(connection, known);
  const last = known.get(pool.uuid);
  if (last !== undefined && Date.now() - last.made < FRESH_MS) return last.overlays;
  const overlays = list(connection, pool);
  known.set(pool.uuid, { made: Date.now(), overlays });
  overlays.catch(() => known.delete(pool.uuid));
  return overlays;
}

async function list(connection: Connection, pool: StoragePool): Promise<Map<string, StorageVol[]>> {
  const found = new Map<string, StorageVol[]>();
  const volumes = await connection.storagePoolListAllVolumes(pool);
  const paths = await Promise.all(volumes.map((volume) => backingPath(connection, volume)));
  volumes.forEach((volume, index) => {
    const path = paths[index];
    if (path !== undefined) found.set(path, [...(found.get(path) ?? []), volume]);
  });
  return found;
}

async function backingPath(connection: Connection, volume: StorageVol): Promise<string | undefined> {
  // A file may vanish meanwhile; then it stands on nothing.
  const xml = await ifReadable(connection.storageVolGetXMLDesc(volume));
  return xml === undefined ? undefined : getPlace(readXml(xml), 'backingStore/path');
}
