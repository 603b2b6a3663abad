import { Reader, Writer } from 'protobufjs/minimal';

/** The kind of a field: a scalar, or another message (a function where tables refer to each other). */
type Kind = 'string' | 'bytes' | 'bool' | 'int64' | 'enum' | Table | (() => Table);

/** What one message needs of the tables of those inside it. */
interface Table {
  write(message: object, writer: Writer): void;
  read(reader: Reader, end: number, depth: number): object;
}

/** A field of a message table: its number, its kind, and whether it is a list or a map by string. */
export interface Field {
  readonly number: number;
  readonly kind: Kind;
  readonly many?: 'list' | 'map';
}

/** Writes down a field: its number, its kind and whether there are many. */
export function field(number: number, kind: Kind, many?: 'list' | 'map'): Field {
  return many === undefined ? { number, kind } : { number, kind, many };
}

type Fields<T> = { [K in keyof Required<T>]: Field };

interface Slot extends Field {
  readonly name: string;
}

const WIRE_TYPES = { bool: 0, int64: 0, enum: 0 } as const;
const DELIMITED = 2;

/** A protobuf message as a table of its fields. Absent scalar fields are left undefined, unknown fields are skipped. */
export class Message<T extends object> implements Table {
  private readonly slots: Slot[];
  private readonly byNumber = new Map<number, Slot>();

  constructor(fields: Fields<T>) {
    this.slots = Object.entries<Field>(fields).map(([name, field]) => ({ name, ...field }));
    for (const slot of this.slots) this.byNumber.set(slot.number, slot);
  }

  /** The bytes of a message. */
  readonly encode = (message: T): Buffer => {
    const writer = Writer.create();
    this.write(message, writer);
    return writer.finish() as Buffer;
  };

  /** The message in the bytes. @throws RangeError or Error when they are cut off or no protobuf */
  readonly decode = (bytes: Uint8Array): T => this.read(Reader.create(bytes), bytes.length, 0) as T;

  /** Appends a message without its length. */
  write(message: object, writer: Writer): void {
    const values = message as Record<string, unknown>;
    for (const slot of this.slots) {
      const value = values[slot.name];
      if (value === undefined) continue;
      if (slot.many === 'list') for (const item of value as unknown[]) writeField(slot.kind, slot.number, item, writer);
      else if (slot.many === 'map') for (const [key, item] of Object.entries(value as object)) writeEntry(slot, key, item, writer);
      else writeField(slot.kind, slot.number, value, writer);
    }
  }

  /** Reads a message that ends at `end`, `depth` messages deep. */
  read(reader: Reader, end: number, depth: number): object {
    if (depth > Reader.recursionLimit) throw new Error('message nested too deeply');
    const values: Record<string, unknown> = {};
    while (reader.pos < end) {
      const tag = reader.uint32();
      const slot = this.byNumber.get(tag >>> 3);
      if (slot === undefined || (tag & 7) !== wireType(slot)) reader.skipType(tag & 7);
      else if (slot.many === 'list') ((values[slot.name] ??= []) as unknown[]).push(readValue(slot.kind, reader, depth));
      else if (slot.many === 'map') readEntry((values[slot.name] ??= Object.create(null)) as Record<string, unknown>, slot, reader, depth);
      else values[slot.name] = readValue(slot.kind, reader, depth);
    }
    if (reader.pos > end) throw new RangeError('message runs past its end');
    return values;
  }
}

function tableOf(kind: Table | (() => Table)): Table {
  return typeof kind === 'function' ? kind() : kind;
}

function wireType(field: Field): number {
  if (field.many === 'map' || typeof field.kind !== 'string') return DELIMITED;
  return field.kind in WIRE_TYPES ? 0 : DELIMITED;
}

function writeField(kind: Kind, number: number, value: unknown, writer: Writer): void {
  writer.uint32((number << 3) | wireType({ number, kind }));
  if (kind === 'string') writer.string(value as string);
  else if (kind === 'bytes') writer.bytes(value as Uint8Array);
  else if (kind === 'bool') writer.bool(value as boolean);
  else if (kind === 'int64') writer.int64(value as number);
  else if (kind === 'enum') writer.int32(value as number);
  else {
    writer.fork();
    tableOf(kind).write(value as object, writer);
    writer.ldelim();
  }
}

function writeEntry(slot: Slot, key: string, value: unknown, writer: Writer): void {
  writer.uint32((slot.number << 3) | DELIMITED).fork();
  writeField('string', 1, key, writer);
  writeField(slot.kind, 2, value, writer);
  writer.ldelim();
}

function readValue(kind: Kind, reader: Reader, depth: number): unknown {
  if (kind === 'string') return reader.string();
  if (kind === 'bytes') return reader.bytes();
  if (kind === 'bool') return reader.bool();
  if (kind === 'int64') return Number(String(reader.int64()));
  if (kind === 'enum') return reader.int32();
  return tableOf(kind).read(reader, endOf(reader), depth + 1);
}

function readEntry(map: Record<string, unknown>, slot: Slot, reader: Reader, depth: number): void {
  const end = endOf(reader);
  let key = '';
  let value: unknown;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ((1 << 3) | DELIMITED)) key = reader.string();
    else if (tag === ((2 << 3) | wireType({ number: 2, kind: slot.kind }))) value = readValue(slot.kind, reader, depth);
    else reader.skipType(tag & 7);
  }
  map[key] = value;
}

/** Where the message whose length comes next ends. */
function endOf(reader: Reader): number {
  const length = reader.uint32();
  if (reader.pos + length > reader.len) throw new RangeError('message is cut off');
  return reader.pos + length;
}
