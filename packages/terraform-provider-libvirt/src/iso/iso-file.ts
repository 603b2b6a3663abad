import { BLOCK, ucs2 } from './encoding';

/** The supplementary (Joliet) descriptor of an image that `isoImage` made, and the root directory's record in it. */
const JOLIET_DESCRIPTOR = 17;
const ROOT_RECORD = 156;

/** The content of a file in the root directory of an image that `isoImage` made; undefined when there is none, or the bytes are no such image. */
export function readIsoFile(image: Buffer, name: string): Buffer | undefined {
  const root = extentAt(image, JOLIET_DESCRIPTOR * BLOCK + ROOT_RECORD);
  const directory = root && blockAt(image, root.block);
  const wanted = ucs2(name);
  for (let at = 0; directory !== undefined && at + 33 <= directory.length;) {
    const length = directory[at] ?? 0;
    if (length < 34) return undefined;
    const identifier = directory.subarray(at + 33, at + 33 + (directory[at + 32] ?? 0));
    if (identifier.equals(wanted)) {
      const extent = extentAt(directory, at);
      return extent && contentOf(image, extent);
    }
    at += length;
  }
  return undefined;
}

interface Extent {
  block: number;
  length: number;
}

function extentAt(bytes: Buffer, record: number): Extent | undefined {
  return bytes.length < record + 18 ? undefined : { block: bytes.readUInt32LE(record + 2), length: bytes.readUInt32LE(record + 10) };
}

function blockAt(image: Buffer, block: number): Buffer | undefined {
  return contentOf(image, { block, length: BLOCK });
}

function contentOf(image: Buffer, { block, length }: Extent): Buffer | undefined {
  const begin = block * BLOCK;
  return begin + length > image.length ? undefined : image.subarray(begin, begin + length);
}
