import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

const CHUNK = 256 * 1024;

/** What gzip has compressed. */
export function gunzip(compressed: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const decoder = createGunzip({ chunkSize: CHUNK });
  // What the pipeline is told, the reader of its end is told as well.
  pipeline(compressed, decoder, () => undefined);
  return decoder;
}
