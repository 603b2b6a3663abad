import { Decompress } from 'fzstd';
import { zstdBlocks } from './zstd-blocks';

/** What zstd has compressed. Its own check sum is not looked at. */
export async function* unzstd(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const ready: Buffer[] = [];
  const decoder = new Decompress((chunk) => {
    if (chunk.length > 0) ready.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
  });
  for await (const block of zstdBlocks(compressed)) {
    decoder.push(block);
    yield* ready.splice(0);
  }
  decoder.push(new Uint8Array(0), true);
  yield* ready.splice(0);
}
