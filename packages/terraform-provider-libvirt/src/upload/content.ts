import { imageHeader, type ImageHeader } from './image-header';
import { HEADER_LENGTH } from './marker';
import { type Chunk, openSource, type Source, type SourceOptions } from './source';

/** Content that has been opened and whose beginning is known. */
export class Content {
  private constructor(
    private readonly source: Source,
    /** The first bytes, at most {@link HEADER_LENGTH}. */
    readonly header: Buffer,
    /** What follows the header. */
    readonly body: AsyncIterable<Chunk>,
    readonly image: ImageHeader,
  ) {}

  /** Opens content and reads its beginning. Fails with ContentError. */
  static async open(url: string, options: SourceOptions): Promise<Content> {
    const source = await openSource(url, options);
    try {
      const chunks = source.chunks()[Symbol.asyncIterator]();
      const { header, rest } = await takeHeader(chunks);
      return new Content(source, header, join(rest, chunks), imageHeader(header));
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** Content that is in memory; `name` stands for it in messages. */
  static of(name: string, bytes: Buffer): Content {
    const source: Source = {
      name,
      size: bytes.length,
      dataSize: bytes.length,
      chunks: () => once(bytes.subarray(HEADER_LENGTH)),
      close: () => Promise.resolve(),
    };
    const header = bytes.subarray(0, HEADER_LENGTH);
    return new Content(source, header, source.chunks(), imageHeader(header));
  }

  get name(): string {
    return this.source.name;
  }

  /** Length in bytes; null when only its end will tell. */
  get size(): number | null {
    return this.source.size ?? (this.header.length < HEADER_LENGTH ? this.header.length : null);
  }

  /** Bytes that it will take on disk, at most; null when unknown. */
  get dataSize(): number | null {
    return this.source.dataSize;
  }

  /** Size in bytes that a guest will see; null when only the end will tell. */
  get virtualSize(): number | null {
    return this.image.virtualSize ?? this.size;
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

async function takeHeader(chunks: AsyncIterator<Chunk>): Promise<{ header: Buffer; rest: Buffer }> {
  const taken: Buffer[] = [];
  let length = 0;
  while (length < HEADER_LENGTH) {
    const { done, value } = await chunks.next();
    if (done) break;
    const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(value.hole);
    taken.push(bytes);
    length += bytes.length;
  }
  const start = Buffer.concat(taken);
  return { header: start.subarray(0, HEADER_LENGTH), rest: start.subarray(HEADER_LENGTH) };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  if (bytes.length > 0) yield bytes;
}

async function* join(first: Buffer, chunks: AsyncIterator<Chunk>): AsyncGenerator<Chunk> {
  yield* once(first);
  yield* { [Symbol.asyncIterator]: () => chunks };
}
