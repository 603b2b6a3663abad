import { open, type FileHandle } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ContentError } from './content-error';
import { type DataExtent, dataExtents } from './extents';
import type { Chunk, Source, SourceOptions } from './source';

const CHUNK = 1024 * 1024;
/** Holes that make it worth while to ask for the extents first. */
const MANY_HOLES = 16 * CHUNK;
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
  const dataSize = Math.min(stat.size, stat.blocks * STAT_BLOCK);
  const extents = stat.size - dataSize < MANY_HOLES ? null : await dataExtents(absolute);
  return {
    name: path,
    size: stat.size,
    dataSize,
    chunks: () => readAll(file, path, stat.size, extents ?? [{ start: 0, end: stat.size }], options.signal),
    close: () => file.close(),
  };
}

function unreadable(path: string, absolute: string, reason: string): ContentError {
  const where = path === absolute ? '' : ` A relative path counts from the working directory of Terraform: this one means ${absolute}.`;
  return new ContentError('Content that cannot be read', `${path}: ${reason}.${where} Check the path, or make the file first.`);
}

async function* readAll(file: FileHandle, path: string, size: number, extents: DataExtent[], signal: AbortSignal): AsyncGenerator<Chunk> {
  const plan = stretches(size, extents);
  let next = read(plan.next().value);
  for (;;) {
    signal.throwIfAborted();
    const chunk = await next;
    if (chunk === undefined) break;
    // The next chunk is read while the consumer works on this one.
    next = read(plan.next().value);
    next.catch(() => undefined);
    yield chunk;
  }
  if ((await file.stat()).size !== size) throw changed(path, size);

  async function read(stretch: Stretch | undefined): Promise<Chunk | undefined> {
    if (stretch === undefined) return undefined;
    const length = stretch.end - stretch.start;
    if (stretch.hole) return { hole: length };
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafeSlow(length), 0, length, stretch.start);
    if (bytesRead < length) throw changed(path, size);
    return buffer;
  }
}

interface Stretch extends DataExtent {
  readonly hole: boolean;
}

/** The chunks of a file: data in pieces, and each hole whole. The first piece is data, whatever it holds, because headers are. */
function* stretches(size: number, extents: DataExtent[]): Generator<Stretch, undefined> {
  let position = Math.min(size, CHUNK);
  if (position > 0) yield { start: 0, end: position, hole: false };
  for (const { start, end } of [...extents, { start: size, end: size }]) {
    if (start > position) yield { start: position, end: start, hole: true };
    position = Math.max(position, start);
    while (position < end) {
      const stop = Math.min(end, position + CHUNK);
      yield { start: position, end: stop, hole: false };
      position = stop;
    }
  }
  return undefined;
}

function changed(path: string, size: number): ContentError {
  return new ContentError(
    'Content that changed while it was read',
    `${path} had ${size} bytes at first and has not in the end. Apply again when nothing writes to it.`,
  );
}
