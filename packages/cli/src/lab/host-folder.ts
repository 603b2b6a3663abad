import { createHash } from 'node:crypto';
import { type Connection, LibvirtError, type StoragePool } from '@labcloud/libvirt-client';
import { escapeXml } from './escape-xml';
import { xmlText } from './xml-text';

const BUILD = 1;

/** How a folder is looked at. */
export interface HostFolderOptions {
  /** Whether it is made (mode 0700) when it is missing. @default false */
  readonly make?: boolean;
}

/**
 * Runs work with a folder of a host, near or far, as a storage pool that is there only meanwhile: files of the host can be read and written
 * through libvirt alone. Undefined when the folder is missing.
 */
export async function withHostFolder<T>(
  connection: Connection,
  path: string,
  work: (pool: StoragePool) => Promise<T>,
  { make = false }: HostFolderOptions = {},
): Promise<T | undefined> {
  const known = await poolAt(connection, path);
  if (known) {
    await connection.storagePoolRefresh(known);
    return work(known);
  }
  const pool = await open(connection, path, make);
  if (!pool) {
    return undefined;
  }
  try {
    return await work(pool);
  } finally {
    await connection.storagePoolDestroy(pool);
  }
}

async function open(connection: Connection, path: string, make: boolean): Promise<StoragePool | undefined> {
  const name = `labcloud-${createHash('sha256').update(path).digest('hex').slice(0, 12)}`;
  const xml = `<pool type="dir"><name>${name}</name><target><path>${escapeXml(path)}</path><permissions><mode>0700</mode></permissions></target></pool>`;
  try {
    return await connection.storagePoolCreateXML(xml, 0);
  } catch (error) {
    if (!LibvirtError.is(error) || !error.message.includes('No such file or directory')) {
      throw error;
    }
    return make ? connection.storagePoolCreateXML(xml, BUILD) : undefined;
  }
}

/** libvirt refuses a second pool in the same place. */
async function poolAt(connection: Connection, path: string): Promise<StoragePool | undefined> {
  for (const pool of await connection.connectListAllStoragePools(0)) {
    const isThere = xmlText(await connection.storagePoolGetXMLDesc(pool), 'pool/target/path') === path;
    if (isThere && (await connection.storagePoolIsActive(pool))) {
      return pool;
    }
  }
  return undefined;
}
