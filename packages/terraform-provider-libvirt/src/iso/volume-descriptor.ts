import { BLOCK, both16, both32 } from './encoding';
import { directoryRecord } from './directory';

const IDENTIFIER = 'CD001';
const NO_DATE = Buffer.concat([Buffer.alloc(16, '0'), Buffer.from([0])]);
/** Escape sequence of Joliet level 3. */
const JOLIET = Buffer.from('%/E', 'latin1');

/** Where the parts of one directory tree are. */
export interface TreeLayout {
  readonly rootBlock: number;
  readonly littleEndianPathTable: number;
  readonly bigEndianPathTable: number;
}

/** Size in bytes of a path table that knows the root only. */
const PATH_TABLE_SIZE = 10;

/** The path table of a tree that has no directory but its root. */
export function pathTable(rootBlock: number, bigEndian: boolean): Buffer {
  const table = Buffer.alloc(PATH_TABLE_SIZE);
  table[0] = 1;
  if (bigEndian) table.writeUInt32BE(rootBlock, 2);
  else table.writeUInt32LE(rootBlock, 2);
  table.writeUInt16BE(1, 6);
  if (!bigEndian) table.writeUInt16LE(1, 6);
  return table;
}

/** A primary or, with Joliet, supplementary volume descriptor. `encode` turns text into the descriptor's character set. */
export function volumeDescriptor(
  kind: 'primary' | 'joliet',
  label: string,
  blocks: number,
  layout: TreeLayout,
  encode: (text: string) => Buffer,
): Buffer {
  const joliet = kind === 'joliet';
  const descriptor = Buffer.alloc(BLOCK);
  const text = (value: string, offset: number, length: number) => {
    const width = encode(' ').length;
    descriptor.fill(encode(' '), offset, offset + length - (length % width));
    encode(value).copy(descriptor, offset, 0, length);
  };
  descriptor[0] = joliet ? 2 : 1;
  descriptor.write(IDENTIFIER, 1, 'latin1');
  descriptor[6] = 1;
  text('', 8, 32);
  text(label, 40, 32);
  both32(blocks).copy(descriptor, 80);
  if (joliet) JOLIET.copy(descriptor, 88);
  both16(1).copy(descriptor, 120);
  both16(1).copy(descriptor, 124);
  both16(BLOCK).copy(descriptor, 128);
  both32(PATH_TABLE_SIZE).copy(descriptor, 132);
  descriptor.writeUInt32LE(layout.littleEndianPathTable, 140);
  descriptor.writeUInt32BE(layout.bigEndianPathTable, 148);
  directoryRecord(Buffer.from([0]), { block: layout.rootBlock, length: BLOCK }, true).copy(descriptor, 156);
  for (const offset of [190, 318, 446, 574]) text('', offset, 128);
  for (const offset of [702, 739, 776]) text('', offset, 37);
  for (const offset of [813, 830, 847, 864]) NO_DATE.copy(descriptor, offset);
  descriptor[881] = 1;
  return descriptor;
}

/** The descriptor that ends the list of descriptors. */
export function terminator(): Buffer {
  const descriptor = Buffer.alloc(BLOCK);
  descriptor[0] = 255;
  descriptor.write(IDENTIFIER, 1, 'latin1');
  descriptor[6] = 1;
  return descriptor;
}
