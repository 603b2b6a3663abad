import { rootDirectory, type DirectoryEntry, type Extent } from './directory';
import { BLOCK, blocksOf, padToBlock, ucs2 } from './encoding';
import { fileFields, parentFields, rootFields } from './rock-ridge';
import { pathTable, terminator, volumeDescriptor } from './volume-descriptor';

/** A file in the root directory of an ISO image. */
export interface IsoFile {
  /** 1 to 64 characters of `A-Za-z0-9._-`. */
  readonly name: string;
  readonly data: Buffer;
}

const NAME = /^[A-Za-z0-9._-]{1,64}$/;
const LABEL = /^[A-Za-z0-9_-]{1,16}$/;
/** Blocks before the first descriptor, which belong to boot loaders. */
const SYSTEM_AREA = 16;
const PRIMARY = { littleEndianPathTable: 19, bigEndianPathTable: 20, rootBlock: 23 };
const JOLIET = { littleEndianPathTable: 21, bigEndianPathTable: 22, rootBlock: 24 };
const FIRST_FILE = 25;

/**
 * An ISO 9660 image with Rock Ridge and Joliet names and no date of its making: equal content gives equal bytes.
 * Throws RangeError on names or labels that such images cannot hold.
 */
export function isoImage(label: string, files: readonly IsoFile[]): Buffer {
  if (!LABEL.test(label)) throw new RangeError(`not a volume label: '${label}'`);
  const extents = layOut(files);
  const plain = plainIdentifiers(files);
  const primary = files.map((file, i): DirectoryEntry => ({
    ...at(i),
    identifier: Buffer.from(plain[i] ?? '', 'latin1'),
    fields: fileFields(file.name),
  }));
  const joliet = files.map((file, i): DirectoryEntry => ({ ...at(i), identifier: ucs2(file.name), fields: Buffer.alloc(0) }));
  const blocks = FIRST_FILE + files.reduce((sum, file) => sum + blocksOf(file.data.length), 0);
  return Buffer.concat([
    Buffer.alloc(SYSTEM_AREA * BLOCK),
    volumeDescriptor('primary', label, blocks, PRIMARY, (text) => Buffer.from(text, 'latin1')),
    volumeDescriptor('joliet', label, blocks, JOLIET, ucs2),
    terminator(),
    ...[PRIMARY, JOLIET].flatMap(({ rootBlock }) => [padToBlock(pathTable(rootBlock, false)), padToBlock(pathTable(rootBlock, true))]),
    rootDirectory(PRIMARY.rootBlock, rootFields(), parentFields(), primary),
    rootDirectory(JOLIET.rootBlock, Buffer.alloc(0), Buffer.alloc(0), joliet),
    ...files.map((file) => padToBlock(file.data)),
  ]);

  function at(index: number): { extent: Extent } {
    return { extent: extents[index] ?? { block: 0, length: 0 } };
  }
}

function layOut(files: readonly IsoFile[]): Extent[] {
  const seen = new Set<string>();
  let block = FIRST_FILE;
  return files.map(({ name, data }) => {
    if (!NAME.test(name) || seen.has(name)) throw new RangeError(`not a name for a file in this image: '${name}'`);
    seen.add(name);
    const extent = { block: data.length === 0 ? 0 : block, length: data.length };
    block += blocksOf(data.length);
    return extent;
  });
}

/** Names of eight capitals for readers that know neither Rock Ridge nor Joliet. */
function plainIdentifiers(files: readonly IsoFile[]): string[] {
  const taken = new Set<string>();
  return files.map(({ name }) => {
    const stem = name.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
    let candidate = stem.slice(0, 8);
    for (let i = 1; taken.has(candidate); i++) candidate = stem.slice(0, 8 - String(i).length) + String(i);
    taken.add(candidate);
    return `${candidate}.;1`;
  });
}
