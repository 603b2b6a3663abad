import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, ErrorCode, LibvirtError, type StoragePool, type StorageVol } from '@labcloud/libvirt-client';
import { type TransferOptions, uploadVolume } from '../backup/volume-file';
import { UserError } from '../errors';
import { escapeXml } from '../lab/escape-xml';
import type { PlannedDisk } from '../lab/planned-disks';
import { xmlText } from '../lab/xml-text';
import type { RestoredDisk } from './restore-plan';

const PAUSE_MILLISECONDS = 100;
const PATIENCE_MILLISECONDS = 30_000;

/** The volume of a disk on its host; undefined when it, or its pool, does not exist. */
export async function findVolume(connection: Connection, { pool, volume }: PlannedDisk): Promise<StorageVol | undefined> {
  try {
    return await connection.storageVolLookupByName(await connection.storagePoolLookupByName(pool), volume);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.NO_STORAGE_POOL, ErrorCode.NO_STORAGE_VOL)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Puts the content of a backup in place of what the volume of a disk holds. The volume stands for itself afterwards.
 *
 * @throws UserError when the volume does not exist
 */
export async function restoreDisk(
  connection: Connection,
  folder: string,
  { planned, backup }: RestoredDisk,
  options: TransferOptions,
): Promise<void> {
  const old = await findVolume(connection, planned);
  if (!old) {
    throw new UserError(`The volume ${planned.volume} in the pool ${planned.pool} does not exist.`);
  }
  const pool = await connection.storagePoolLookupByName(planned.pool);
  const size = Math.max(planned.capacity ?? 0, backup.capacity);
  const xml = volumeXml(await connection.storageVolGetXMLDesc(old), planned.volume, backup.format, backup.capacity);
  // Made anew, so that nothing of the old one is left at its end.
  await connection.storageVolDelete(old);
  const made = await connection.storageVolCreateXML(pool, xml);
  await uploadVolume(connection, join(folder, backup.file), made, options);
  await refresh(connection, pool);
  if (size > backup.capacity) {
    await connection.storageVolResize(made, size);
  }
}

/** libvirt refuses to look at a pool anew while it still does so by itself after an upload. */
async function refresh(connection: Connection, pool: StoragePool): Promise<void> {
  const deadline = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      await connection.storagePoolRefresh(pool);
      return;
    } catch (error) {
      if (
        !LibvirtError.is(error) ||
        !/asynchronous jobs|still in use|still being allocated/.test(error.message) ||
        performance.now() > deadline
      ) {
        throw error;
      }
      await delay(PAUSE_MILLISECONDS);
    }
  }
}

/** With the permissions of the old one, but not its owner: libvirt lent it to the guest. */
function volumeXml(old: string, name: string, format: string, capacity: number): string {
  const mode = xmlText(old, 'volume/target/permissions/mode') ?? '0600';
  const compat = format === 'qcow2' ? '<compat>1.1</compat>' : '';
  return `<volume><name>${escapeXml(name)}</name><allocation>0</allocation><capacity unit="bytes">${capacity}</capacity><target><format type="${format}"/>${compat}<permissions><mode>${mode}</mode></permissions></target></volume>`;
}
