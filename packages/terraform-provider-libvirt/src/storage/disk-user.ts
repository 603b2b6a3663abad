import { type Connection, type Domain, ListDomainsFlags } from '@labcloud/libvirt-client';
import { ifExists } from '../errors';
import { findAll, getPlace, readXml } from '../xml';

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
