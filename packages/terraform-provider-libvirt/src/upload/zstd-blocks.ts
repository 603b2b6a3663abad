const MAGIC = 0xfd2fb528;
const SKIPPABLE = 0x184d2a50;
/** The largest window that the zstd command takes unasked. */
const LARGEST_WINDOW = 128 * 1024 * 1024;
const RLE = 1;

/** Bytes that have come and are not used yet. */
class Buffered {
  private bytes = Buffer.alloc(0);
  private ended = false;
  private readonly chunks: AsyncIterator<Buffer>;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** Looks at the next bytes; fewer than `length` only at the end. */
  async look(length: number): Promise<Buffer> {
    while (this.bytes.length < length && !this.ended) {
      const { done, value } = await this.chunks.next();
      if (done) this.ended = true;
      else this.bytes = Buffer.concat([this.bytes, value]);
    }
    return this.bytes.subarray(0, length);
  }

  async take(length: number): Promise<Buffer> {
    const taken = await this.look(length);
    if (taken.length < length) throw new Error('it ends too early');
    this.bytes = this.bytes.subarray(length);
    return taken;
  }
}

/**
 * Cuts what zstd has compressed into pieces of which none holds more than one block, which is 128 KiB at most when it is decompressed:
 * a decoder that gives out all at once would otherwise make gigabytes of a few kilobytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8878
 */
export async function* zstdBlocks(compressed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const input = new Buffered(compressed);
  while ((await input.look(1)).length > 0) {
    const magic = (await input.look(4)).length < 4 ? 0 : (await input.look(4)).readUInt32LE();
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) await input.take(8 + (await input.look(8)).readUInt32LE(4));
    else if (magic === MAGIC) yield* frame(input);
    else throw new Error('something else follows');
  }
}

async function* frame(input: Buffered): AsyncGenerator<Buffer> {
  const descriptor = (await input.look(5))[4] ?? 0;
  const single = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeLength = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const header = await input.take(5 + (single ? 0 : 1) + dictionary + sizeLength);
  if (windowOf(header, single, sizeLength) > LARGEST_WINDOW)
    throw new Error('it needs more than 128 MiB of memory (a window of zstd --long)');
  yield header;
  for (let last = false; !last;) {
    const start = (await input.look(3)).length < 3 ? await input.take(3) : await input.look(3);
    const word = start.readUIntLE(0, 3);
    last = (word & 1) === 1;
    const type = (word >> 1) & 3;
    yield await input.take(3 + (type === RLE ? 1 : word >> 3));
  }
  if ((descriptor & 4) !== 0) yield await input.take(4);
}

function windowOf(header: Buffer, single: boolean, sizeLength: number): number {
  if (!single) {
    const byte = header[5] ?? 0;
    const base = 2 ** (10 + (byte >> 3));
    return base + (base / 8) * (byte & 7);
  }
  const field = header.subarray(header.length - sizeLength);
  return sizeLength === 8 ? Number(field.readBigUInt64LE()) : field.readUIntLE(0, sizeLength) + (sizeLength === 2 ? 256 : 0);
}
