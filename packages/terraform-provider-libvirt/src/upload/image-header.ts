/** What the first bytes of a disk image say. */
export interface ImageHeader {
  readonly format: 'raw' | 'qcow2';
  /** Size in bytes that a guest sees; null for raw images, whose file size it is. */
  readonly virtualSize: number | null;
  /** Path of the image below a qcow2 overlay. */
  readonly backingFile: string | null;
}

const QCOW_MAGIC = 0x514649fb;
const QCOW2_HEADER_LENGTH = 72;
const LONGEST_BACKING_FILE = 1023;

/** Reads the header of a disk image from its first bytes. What is not qcow2 counts as raw. */
export function imageHeader(bytes: Buffer): ImageHeader {
  if (bytes.length < QCOW2_HEADER_LENGTH || bytes.readUInt32BE(0) !== QCOW_MAGIC || bytes.readUInt32BE(4) < 2) {
    return { format: 'raw', virtualSize: null, backingFile: null };
  }
  const backingOffset = Number(bytes.readBigUInt64BE(8));
  const backingLength = bytes.readUInt32BE(16);
  const named = backingOffset > 0 && backingLength > 0 && backingLength <= LONGEST_BACKING_FILE;
  return {
    format: 'qcow2',
    virtualSize: Number(bytes.readBigUInt64BE(24)),
    backingFile: named ? bytes.toString('utf8', backingOffset, backingOffset + backingLength) : null,
  };
}
