import { type Compression, compressionOf, decompress, MAGIC_LENGTH } from './compression';
import { imageHeader, type ImageHeader } from './image-header';
import { Intake } from './intake';
import { HEADER_LENGTH } from './marker';
import { type Chunk, openSource, type Source } from './source';

/** How to open content. */
export interface ContentOptions {
  readonly signal: AbortSignal;
  /** `sha256:<hex>` or `sha512:<hex>` of the content as it is published, compressed or not; null to take what comes. */
  readonly digest: string | null;
}

/** Content that has been opened and whose beginning is known; what is compressed comes decompressed. */
export class Content {
  private constructor(
    private readonly source: Source,
    private readonly intake: Intake,
    private readonly compression: Compression | undefined,
    /** The first bytes, at most {@link HEADER_LENGTH}. */
    readonly header: Buffer,
    /** What follows the header. */
    readonly body: AsyncIterable<Chunk>,
    readonly image: ImageHeader,
    private readonly giveUp: () => void,
  ) {}

  /** Opens content and reads its beginning. Fails with ContentError. */
  static async open(url: string, { signal, digest }: ContentOptions): Promise<Content> {
    const source = await openSource(url, { signal, verified: digest !== null });
    try {
      return await Content.from(source, digest);
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  /** Content that is in memory; `name` stands for it in messages. */
  static of(name: string, bytes: Buffer): Promise<Content> {
    return Content.from(
      { name, size: bytes.length, dataSize: bytes.length, chunks: () => once(bytes), close: () => Promise.resolve() },
      null,
    );
  }

  private static async from(source: Source, digest: string | null): Promise<Content> {
    const intake = new Intake(source, digest);
    const compression = compressionOf(await intake.peek(MAGIC_LENGTH));
    const content: AsyncIterable<Chunk> = compression === undefined ? intake : decompress(compression, intake, source.name);
    const chunks = content[Symbol.asyncIterator]();
    const { header, rest } = await takeHeader(chunks);
    // A decoder that waits for its reader would keep the next one waiting.
    const giveUp = (): void => void chunks.return?.().catch(() => undefined);
    return new Content(source, intake, compression, header, join(rest, chunks), imageHeader(header), giveUp);
  }

  get name(): string {
    return this.source.name;
  }

  /** Length in bytes; null when only its end will tell. */
  get size(): number | null {
    const told = this.compression === undefined ? this.source.size : null;
    return told ?? (this.header.length < HEADER_LENGTH ? this.header.length : null);
  }

  /** Bytes that it will take on disk, at most; null when unknown. */
  get dataSize(): number | null {
    return this.compression === undefined ? this.source.dataSize : null;
  }

  /** The part of it that has arrived, from 0 to 1; null when unknown. */
  get arrived(): number | null {
    return this.source.size === null || this.source.size === 0 ? null : this.intake.taken / this.source.size;
  }

  /** Size in bytes that a guest will see; null when only the end will tell. */
  get virtualSize(): number | null {
    return this.image.virtualSize ?? this.size;
  }

  /** To be called when the body has been read. Fails with ContentError when the content has another digest. */
  verify(): Promise<void> {
    return this.intake.verify();
  }

  async close(): Promise<void> {
    await this.source.close();
    this.giveUp();
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
