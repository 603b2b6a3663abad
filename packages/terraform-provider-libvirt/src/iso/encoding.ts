/** Size of a logical block of an ISO 9660 image in bytes. */
export const BLOCK = 2048;

/** A 16-bit number in both byte orders, as ISO 9660 wants most of its numbers. */
export function both16(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(value, 0);
  bytes.writeUInt16BE(value, 2);
  return bytes;
}

/** A 32-bit number in both byte orders. */
export function both32(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(value, 0);
  bytes.writeUInt32BE(value, 4);
  return bytes;
}

/** Text in UCS-2 big endian, the character set of Joliet. */
export function ucs2(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

/** Bytes padded with zeros up to a whole number of blocks. */
export function padToBlock(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(blocksOf(bytes.length) * BLOCK - bytes.length)]);
}

/** Number of blocks that so many bytes occupy. */
export function blocksOf(length: number): number {
  return Math.ceil(length / BLOCK);
}
