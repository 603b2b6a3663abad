import { ReadableStream } from 'node:stream/web';
import { XzReadableStream } from 'xz-decompress';
import { contentLengthIn } from './xz-index';

/** Bytes of the end that are kept: the index of thousands of blocks. */
const TAIL = 256 * 1024;

let turn: Promise<unknown> = Promise.resolve();

/** What xz has compressed, one after the other: the decoder has memory for one at a time. */
export async function* unxz(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const before = turn;
  let done: () => void = () => undefined;
  turn = new Promise<void>((resolve) => (done = resolve));
  await before;
  try {
    yield* decode(compressed);
  } finally {
    done();
  }
}

async function* decode(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let tail = Buffer.alloc(0);
  async function* remembering(): AsyncGenerator<Uint8Array> {
    for await (const chunk of compressed) {
      tail = Buffer.concat([tail, chunk]).subarray(-TAIL);
      yield chunk;
    }
  }
  const input = remembering();
  const stream = new XzReadableStream(ReadableStream.from(input) as never) as unknown as ReadableStream<Uint8Array>;
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (chunk.length > 0) yield Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
  }
  while (!(await input.next()).done);
  const expected = contentLengthIn(tail);
  if (expected !== undefined && expected !== length)
    throw new Error('it has more than one xz stream, of which only the first was read; compress it as one');
}
