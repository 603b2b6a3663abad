import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ContentError } from './content-error';
import type { Source, SourceOptions } from './source';

const CHUNK = 1024 * 1024;
const ZEROS = Buffer.alloc(CHUNK);
/** Unit in which stat counts blocks, whatever the file system. */
const STAT_BLOCK = 512;

/** Opens a local file. Fails with ContentError when it is not a readable file. */
export async function fileSource(path: string, options: SourceOptions): Promise<Source> {
  const absolute = resolve(options.directory ?? process.cwd(), path);
  const file = await open(absolute).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, absolute, error.code === 'ENOENT' ? 'there is no such file' : error.message);
  });
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw unreadable(path, absolute, 'it is not a file');
  }
  return {
    name: path,
    size: stat.size,
    dataSize: Math.min(stat.size, stat.blocks * STAT_BLOCK),
    chunks: () => readAll(file, path, stat.size, options.signal),
    close: () => file.close(),
  };
}

function unreadable(path: string, absolute: string, reason: string): ContentError {
  const where = path === absolute ? '' : ` A relative path counts from the working directory of Terraform: this one means ${absolute}.`;
  return new ContentError('Content that cannot be read', `${path}: ${reason}.${where} Check the path, or make the file first.`);
}

async function* readAll(file: FileHandle, path: string, size: number, signal: AbortSignal): AsyncGenerator<Buffer> {
  let position = 0;
  let spare: Buffer | undefined;
  let next = read(0);
  for (;;) {
    signal.throwIfAborted();
    const bytes = await next;
    position += bytes.length;
    if (bytes.length === 0) break;
    const zero = ZEROS.compare(bytes, 0, bytes.length, 0, bytes.length) === 0;
    // A consumer may keep what it gets, so that only buffers which it never sees are used again: new ones cost more than the reading.
    if (zero) spare = bytes;
    // The next chunk is read while the consumer works on this one.
    next = read(position);
    next.catch(() => undefined);
    yield zero ? ZEROS.subarray(0, bytes.length) : bytes;
  }
  if (position !== size) {
    throw new ContentError(
      'Content that changed while it was read',
      `${path} had ${size} bytes at first and ${position} in the end. Apply again when nothing writes to it.`,
    );
  }

  async function read(at: number): Promise<Buffer> {
    const into = spare?.length === CHUNK ? spare : Buffer.allocUnsafeSlow(CHUNK);
    spare = undefined;
    const { bytesRead } = await file.read(into, 0, CHUNK, at);
    return into.subarray(0, bytesRead);
  }
}
