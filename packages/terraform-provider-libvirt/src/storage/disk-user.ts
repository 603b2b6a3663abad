import { type Connection, type Domain, ListDomainsFlags } from '@labcloud/libvirt-client';
import { ifExists, ifReadable } from '../errors';
import { findAll, findElement, getPlace, readXml, type XmlElement } from '../xml';

/** A running domain, and the name of the disk that a volume is in it. */
export interface DiskUser {
  readonly domain: Domain;
  readonly disk: string;
}

/** The domains that run with a volume as a disk; the volume is known by its path, or by its pool and name. */
export async function runningUsers(connection: Connection, volume: { path: string; pool: string; name: string }): Promise<DiskUser[]> {
  const domains = await connection.connectListAllDomains(ListDomainsFlags.ACTIVE);
  const users = await Promise.all(domains.map((domain) => usesOf(connection, domain, volume)));
  return users.flat();
}

async function usesOf(connection: Connection, domain: Domain, volume: { path: string; pool: string; name: string }): Promise<DiskUser[]> {
  const xml = await ifExists(connection.domainGetXMLDesc(domain));
  const disks = xml === undefined ? [] : findAll(readXml(xml), 'devices/disk');
  return disks.flatMap((disk) => {
    const byPath = getPlace(disk, 'source@file') === volume.path;
    const byName = getPlace(disk, 'source@pool') === volume.pool && getPlace(disk, 'source@volume') === volume.name;
    return byPath || byName ? [{ domain, disk: getPlace(disk, 'target@dev') ?? volume.path }] : [];
  });
}

/** A disk of a machine that goes on in a file of its own since an external snapshot. */
export interface SnapshotUser extends DiskUser {
  /** Where what is written goes. */
  readonly file: string;
}

/** A machine, running or not, whose disk stands on the volume at `path` since an external snapshot, which libvirt makes as a file of no pool's. */
export async function snapshotUser(connection: Connection, path: string): Promise<SnapshotUser | undefined> {
  for (const domain of await connection.connectListAllDomains()) {
    const xml = await ifExists(connection.domainGetXMLDesc(domain));
    for (const disk of xml === undefined ? [] : findAll(readXml(xml), 'devices/disk')) {
      const file = getPlace(disk, 'source@file');
      if (file === undefined || file === path) continue;
      const below = levelsBelow(disk);
      const known = below.length > 0 ? below : await chainBelow(connection, file);
      if (known.includes(path)) return { domain, disk: getPlace(disk, 'target@dev') ?? file, file };
    }
  }
  return undefined;
}

/** What a running machine's disk stands on; libvirt does not tell it of others. */
function levelsBelow(disk: XmlElement): string[] {
  const below = findElement(disk, 'backingStore');
  const file = below && getPlace(below, 'source@file');
  return below === undefined || file === undefined ? [] : [file, ...levelsBelow(below)];
}

async function chainBelow(connection: Connection, file: string, depth = 16): Promise<string[]> {
  const volume = depth === 0 ? undefined : await ifReadable(connection.storageVolLookupByPath(file));
  const xml = volume && (await ifReadable(connection.storageVolGetXMLDesc(volume)));
  const below = xml && getPlace(readXml(xml), 'backingStore/path');
  return below ? [below, ...(await chainBelow(connection, below, depth - 1))] : [];
}
