import { DigestCheck } from './digest';
import type { Chunk, Source } from './source';

/** Content as it arrives, as it was published: counted, and checked against its digest at the end. */
export class Intake implements AsyncIterable<Chunk> {
  /** Bytes that have arrived. */
  taken = 0;
  private readonly chunks: AsyncIterator<Chunk>;
  private readonly check: DigestCheck | null;
  private readonly ahead: Chunk[] = [];

  /** `digest` has passed `digestProblem`; null to take what comes. */
  constructor(
    private readonly source: Source,
    digest: string | null,
  ) {
    this.chunks = source.chunks()[Symbol.asyncIterator]();
    this.check = digest === null ? null : new DigestCheck(digest);
  }

  /** The first bytes, at most `length`; they are still to come. */
  async peek(length: number): Promise<Buffer> {
    let start = Buffer.alloc(0);
    while (start.length < length) {
      const { done, value } = await this.arrive();
      if (done) break;
      this.ahead.push(value);
      start = Buffer.concat([start, bytesOf(value)]);
    }
    return start.subarray(0, length);
  }

  // Without `return`: who stops reading does not end it, because the digest is that of all.
  [Symbol.asyncIterator](): AsyncIterator<Chunk> {
    return {
      next: async () => {
        const value = this.ahead.shift();
        return value === undefined ? this.arrive() : { done: false, value };
      },
    };
  }

  /** The same without holes. */
  async *bytes(): AsyncGenerator<Buffer> {
    for await (const chunk of this) yield bytesOf(chunk);
  }

  /** Reads what is left. Fails with ContentError when all of it has another digest. */
  async verify(): Promise<void> {
    while (!(await this.arrive()).done);
    this.check?.verify(this.source.name);
  }

  private async arrive(): Promise<IteratorResult<Chunk, undefined>> {
    const { done, value } = await this.chunks.next();
    if (done) return { done: true, value: undefined };
    this.taken += Buffer.isBuffer(value) ? value.length : value.hole;
    this.check?.update(value);
    return { done: false, value };
  }
}

function bytesOf(chunk: Chunk): Buffer {
  return Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole);
}
