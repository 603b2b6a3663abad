import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A stretch of a file that holds data, in bytes. */
export interface DataExtent {
  readonly start: number;
  readonly end: number;
}

interface MappedExtent {
  start: number;
  length: number;
  data: boolean;
}

/**
 * Where a sparse file holds data, in order; null when that cannot be found out.
 *
 * Node.js cannot ask the kernel, `qemu-img` can; without it the file is read whole, holes too, which takes longer and gives the same.
 */
export async function dataExtents(path: string): Promise<DataExtent[] | null> {
  try {
    const { stdout } = await run('qemu-img', ['map', '--output=json', '-f', 'raw', path], { maxBuffer: 64 * 1024 * 1024 });
    const mapped = JSON.parse(stdout) as MappedExtent[];
    return mapped.filter(({ data }) => data).map(({ start, length }) => ({ start, end: start + length }));
  } catch {
    return null;
  }
}
