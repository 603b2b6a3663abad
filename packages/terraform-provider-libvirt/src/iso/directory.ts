import { BLOCK, both16, both32 } from './encoding';

/** Date in every record, 1 January 1980: equal content has to give equal bytes. */
const DATE = Buffer.from([80, 1, 1, 0, 0, 0, 0]);
const DIRECTORY_FLAG = 2;

/** A stretch of an image: its first block, and its length in bytes. */
export interface Extent {
  readonly block: number;
  readonly length: number;
}

/** A file as one directory tree names it. */
export interface DirectoryEntry {
  readonly identifier: Buffer;
  readonly extent: Extent;
  /** Rock Ridge fields; none in a Joliet tree. */
  readonly fields: Buffer;
}

/** A directory record, as directories hold it and as volume descriptors hold that of the root. */
export function directoryRecord(identifier: Buffer, extent: Extent, directory: boolean, fields: Buffer = Buffer.alloc(0)): Buffer {
  const padding = identifier.length % 2 === 0 ? 1 : 0;
  const bare = 33 + identifier.length + padding + fields.length;
  const length = bare + (bare % 2);
  const record = Buffer.alloc(length);
  record[0] = length;
  both32(extent.block).copy(record, 2);
  both32(extent.length).copy(record, 10);
  DATE.copy(record, 18);
  record[25] = directory ? DIRECTORY_FLAG : 0;
  both16(1).copy(record, 28);
  record[32] = identifier.length;
  identifier.copy(record, 33);
  fields.copy(record, 33 + identifier.length + padding);
  return record;
}

/** A root directory of one block. Throws when its records do not fit, which takes dozens of files. */
export function rootDirectory(block: number, self: Buffer, parent: Buffer, entries: readonly DirectoryEntry[]): Buffer {
  const extent = { block, length: BLOCK };
  const sorted = [...entries].sort((a, b) => Buffer.compare(a.identifier, b.identifier));
  const records = Buffer.concat([
    directoryRecord(Buffer.from([0]), extent, true, self),
    directoryRecord(Buffer.from([1]), extent, true, parent),
    ...sorted.map((item) => directoryRecord(item.identifier, item.extent, false, item.fields)),
  ]);
  if (records.length > BLOCK) throw new RangeError(`too many files for one directory block: ${entries.length}`);
  return Buffer.concat([records, Buffer.alloc(BLOCK - records.length)]);
}
