import {
  type Connection,
  ConnectionLostError,
  LibvirtError,
  type StoragePool,
  StorageVolUploadFlags,
  type StorageVol,
} from '@labcloud/libvirt-client';
import { log, ProviderError } from '@labcloud/terraform-plugin';
import { type Content } from '../upload/content';
import { ContentError } from '../upload/content-error';
import { Progress } from '../upload/progress';
import { upload } from '../upload/upload';
import { refreshPool } from './pool-calls';

/** Streams content into a new volume. Fails with ProviderError; the volume is then to be deleted. */
export async function fill(connection: Connection, volume: StorageVol, content: Content, signal: AbortSignal): Promise<void> {
  const progress = new Progress(`${volume.pool}/${volume.name}`, (message) => log('info', `upload ${message}`));
  const open = (offset: number, length: number, sparse: boolean) =>
    connection.storageVolUpload(volume, offset, length, sparse ? StorageVolUploadFlags.SPARSE_STREAM : 0);
  try {
    await upload(content, open, { signal, progress });
  } catch (error) {
    if (signal.aborted) throw new ProviderError('Upload cancelled', `Nothing of ${content.name} was kept. Apply again to upload it.`);
    // Who makes the volume begins again.
    throw error instanceof ConnectionLostError ? error : toProviderError(error, content.name);
  }
}

/** Fails when a pool has less room than content takes; nothing has been written then. */
export async function checkRoom(connection: Connection, pool: StoragePool, content: Content): Promise<void> {
  const { dataSize } = content;
  if (dataSize === null || (await available(connection, pool)) >= dataSize) return;
  // libvirt counts the room only when it looks at the pool.
  await refreshPool(connection, pool);
  const room = await available(connection, pool);
  if (room < dataSize) throw noRoom(`${content.name} takes ${inMiB(dataSize)} and the pool '${pool.name}' has ${inMiB(room)} left.`);
}

/** The error to report for one of content or of libvirt. */
export function toProviderError(error: unknown, name: string): unknown {
  if (error instanceof ContentError) return new ProviderError(error.summary, error.detail, ['create', 'content']);
  if (!LibvirtError.is(error)) return error;
  if (/no space left|disk quota exceeded/i.test(error.message)) return noRoom(`${name}: ${error.message}. Nothing of it was kept.`);
  return new ProviderError('Upload failed', `${name}: ${error.message}. Nothing of it was kept: apply again.`);
}

function noRoom(what: string): ProviderError {
  return new ProviderError('No space left in the pool', `${what} Free some space, or use a pool on another file system.`);
}

async function available(connection: Connection, pool: StoragePool): Promise<number> {
  return (await connection.storagePoolGetInfo(pool)).available;
}

function inMiB(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`;
}
