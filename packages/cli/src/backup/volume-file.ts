import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { type Connection, SparseWriter, type StorageVol, StorageVolDownloadFlags, StorageVolUploadFlags } from '@labcloud/libvirt-client';

/** What a file consists of. */
export interface FileFacts {
  /** In bytes, gaps included. */
  readonly size: number;
  /** In hex. */
  readonly sha256: string;
}

/** How a transfer is watched and ended. */
export interface TransferOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes that were transferred, gaps included. */
  readonly onProgress?: (bytes: number) => void;
}

const CHUNK = 1 << 20;
const ZEROS = Buffer.alloc(CHUNK);

/** Copies a volume, wherever its host is, into a new file (mode 0600) that has gaps where the volume has. */
export async function downloadVolume(
  connection: Connection,
  volume: StorageVol,
  file: string,
  { signal, onProgress }: TransferOptions,
): Promise<FileFacts> {
  const hash = createHash('sha256');
  const handle = await open(file, 'wx', 0o600);
  try {
    let size = 0;
    for await (const part of await connection.with({ signal }).storageVolDownload(volume, 0, 0, StorageVolDownloadFlags.SPARSE_STREAM)) {
      if (Buffer.isBuffer(part)) {
        hash.update(part);
        await writeAll(handle, part, size);
        size += part.length;
      } else {
        for (let rest = part.hole; rest > 0; rest -= CHUNK) {
          hash.update(rest < CHUNK ? ZEROS.subarray(0, rest) : ZEROS);
          signal?.throwIfAborted();
        }
        size += part.hole;
      }
      onProgress?.(size);
    }
    await handle.truncate(size);
    await handle.sync();
    return { size, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}

/** Copies a file into a volume, wherever its host is; runs of zeros are left out. */
export async function uploadVolume(
  connection: Connection,
  file: string,
  volume: StorageVol,
  { signal, onProgress }: TransferOptions,
): Promise<void> {
  const stream = await connection.with({ signal }).storageVolUpload(volume, 0, 0, StorageVolUploadFlags.SPARSE_STREAM);
  try {
    const writer = new SparseWriter(stream);
    let sent = 0;
    for await (const chunk of chunksOf(file, signal)) {
      await writer.write(chunk);
      sent += chunk.length;
      onProgress?.(sent);
    }
    await writer.finish();
  } catch (error) {
    await stream.abort().catch(() => undefined);
    throw error;
  }
}

/** Reads a file and says what it consists of. */
export async function readFacts(file: string, { signal, onProgress }: TransferOptions = {}): Promise<FileFacts> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunksOf(file, signal)) {
    hash.update(chunk);
    size += chunk.length;
    onProgress?.(size);
  }
  return { size, sha256: hash.digest('hex') };
}

/** Each chunk is a buffer of its own: a stream keeps what it has not sent yet. */
async function* chunksOf(file: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const handle = await open(file, 'r');
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(CHUNK), 0, CHUNK);
      if (bytesRead === 0) {
        return;
      }
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
  }
}
