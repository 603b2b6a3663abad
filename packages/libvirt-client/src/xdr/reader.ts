/** The error for bytes that are not what the protocol says should stand there. */
export class XdrError extends Error {
  override readonly name = 'XdrError';
}

/** A cursor over bytes in XDR (RFC 4506); every read checks that the bytes are there, so that no input can make it hang or over-allocate. */
export class XdrReader {
  private offset = 0;

  constructor(private readonly buffer: Buffer) {}

  /** Bytes not read yet. */
  get remaining(): number {
    return this.buffer.length - this.offset;
  }

  int(): number {
    return this.buffer.readInt32BE(this.advance(4));
  }

  uint(): number {
    return this.buffer.readUInt32BE(this.advance(4));
  }

  hyper(): bigint {
    return this.buffer.readBigInt64BE(this.advance(8));
  }

  uhyper(): bigint {
    return this.buffer.readBigUInt64BE(this.advance(8));
  }

  double(): number {
    return this.buffer.readDoubleBE(this.advance(8));
  }

  text(maximum: number): string {
    const length = this.size(maximum);
    const start = this.advance(padded(length));
    return this.buffer.toString('utf8', start, start + length);
  }

  /** Reads bytes that carry no length; a view, not a copy. */
  fixedOpaque(length: number): Buffer {
    const start = this.advance(padded(length));
    return this.buffer.subarray(start, start + length);
  }

  opaque(maximum: number): Buffer {
    return this.fixedOpaque(this.size(maximum));
  }

  /** Reads the length in front of a list; refuses one that the remaining bytes cannot hold. */
  count(maximum: number): number {
    const count = this.size(maximum);
    if (count * 4 > this.remaining) throw new XdrError(`a list of ${count} items cannot fit into ${this.remaining} bytes`);
    return count;
  }

  /** What is left, unread. */
  rest(): Buffer {
    return this.buffer.subarray(this.advance(this.remaining));
  }

  /** Throws unless everything was read. */
  end(): void {
    if (this.remaining > 0) throw new XdrError(`${this.remaining} bytes too many`);
  }

  private size(maximum: number): number {
    const size = this.uint();
    if (size > maximum) throw new XdrError(`a length of ${size} is over the limit of ${maximum}`);
    return size;
  }

  private advance(bytes: number): number {
    if (bytes > this.remaining) throw new XdrError(`needed ${bytes} bytes, ${this.remaining} are left`);
    const start = this.offset;
    this.offset += bytes;
    return start;
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}
