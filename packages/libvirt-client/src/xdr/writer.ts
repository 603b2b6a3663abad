const PADDING = Buffer.alloc(3);

/** A growing buffer that values are written to in XDR (RFC 4506): big-endian, everything a multiple of four bytes. */
export class XdrWriter {
  private buffer: Buffer;
  private length: number;

  /** @param reserved bytes left free in front, for a header that is filled in later */
  constructor(reserved = 0, capacity = 256) {
    this.buffer = Buffer.allocUnsafe(Math.max(reserved, capacity));
    this.length = reserved;
  }

  int(value: number): void {
    requireInteger(value, -0x80000000, 0x7fffffff);
    this.grow(4);
    this.buffer.writeInt32BE(value, this.length);
    this.length += 4;
  }

  uint(value: number): void {
    requireInteger(value, 0, 0xffffffff);
    this.grow(4);
    this.buffer.writeUInt32BE(value, this.length);
    this.length += 4;
  }

  hyper(value: bigint): void {
    this.grow(8);
    this.buffer.writeBigInt64BE(value, this.length);
    this.length += 8;
  }

  uhyper(value: bigint): void {
    this.grow(8);
    this.buffer.writeBigUInt64BE(value, this.length);
    this.length += 8;
  }

  double(value: number): void {
    this.grow(8);
    this.buffer.writeDoubleBE(value, this.length);
    this.length += 8;
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.uint(bytes);
    this.grow(bytes + 3);
    this.length += this.buffer.write(value, this.length);
    this.pad(bytes);
  }

  /** Writes bytes without a length in front; padded to four bytes. */
  fixedOpaque(value: Uint8Array): void {
    this.grow(value.length + 3);
    this.buffer.set(value, this.length);
    this.length += value.length;
    this.pad(value.length);
  }

  opaque(value: Uint8Array): void {
    this.uint(value.length);
    this.fixedOpaque(value);
  }

  /** The bytes written so far, the reserved ones included; a view, not a copy. */
  bytes(): Buffer {
    return this.buffer.subarray(0, this.length);
  }

  private pad(length: number): void {
    const missing = (4 - (length % 4)) % 4;
    PADDING.copy(this.buffer, this.length, 0, missing);
    this.length += missing;
  }

  private grow(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }
}

function requireInteger(value: number, lowest: number, highest: number): void {
  if (!Number.isInteger(value) || value < lowest || value > highest) {
    throw new RangeError(`expected an integer from ${lowest} to ${highest}, got ${String(value)}`);
  }
}
