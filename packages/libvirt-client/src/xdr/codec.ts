import { type XdrReader, XdrError } from './reader';
import { type XdrWriter } from './writer';

/** How one type of value is written. */
export interface Encoder<T> {
  encode(writer: XdrWriter, value: T): void;
}

/** How one type of value is written and read. */
export interface Codec<T> extends Encoder<T> {
  decode(reader: XdrReader): T;
}

/** libvirt's limit on the bytes of a string. */
const TEXT_LIMIT = 4_194_304;

/** No bytes at all: the result of a call that returns nothing. */
export const nothing: Codec<undefined> = { encode: () => undefined, decode: () => undefined };

/** A signed 32-bit integer. */
export const int: Codec<number> = { encode: (writer, value) => writer.int(value), decode: (reader) => reader.int() };

/** An unsigned 32-bit integer. */
export const uint: Codec<number> = { encode: (writer, value) => writer.uint(value), decode: (reader) => reader.uint() };

/** Flags: an unsigned integer, 0 when left out. */
export const flags: Codec<number | undefined> = { encode: (writer, value = 0) => writer.uint(value), decode: (reader) => reader.uint() };

/** A signed 64-bit integer as a number; above 2^53 it is rounded. */
export const hyper: Codec<number> = {
  encode: (writer, value) => writer.hyper(BigInt.asIntN(64, exact(value))),
  decode: (reader) => Number(reader.hyper()),
};

/** An unsigned 64-bit integer as a number; above 2^53 it is rounded. */
export const uhyper: Codec<number> = {
  encode: (writer, value) => {
    if (value < 0) throw new RangeError(`expected a number from 0, got ${value}`);
    writer.uhyper(exact(value));
  },
  decode: (reader) => Number(reader.uhyper()),
};

/** A truth value; an integer on the wire. */
export const bool: Codec<boolean> = { encode: (writer, value) => writer.int(value ? 1 : 0), decode: (reader) => reader.int() !== 0 };

/** A string in UTF-8. */
export const text: Codec<string> = {
  encode: (writer, value) => {
    if (Buffer.byteLength(value) > TEXT_LIMIT)
      throw new RangeError(`a string may have ${TEXT_LIMIT} bytes, got ${Buffer.byteLength(value)}`);
    writer.text(value);
  },
  decode: (reader) => reader.text(TEXT_LIMIT),
};

/** Bytes with a length in front. */
export function opaque(maximum: number): Codec<Uint8Array> {
  return {
    encode: (writer, value) => {
      if (value.length > maximum) throw new RangeError(`at most ${maximum} bytes are allowed, got ${value.length}`);
      writer.opaque(value);
    },
    decode: (reader) => reader.opaque(maximum),
  };
}

const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/** A UUID: 16 bytes on the wire, a dashed lower-case string here. */
export const uuid: Codec<string> = {
  encode: (writer, value) => {
    if (!UUID.test(value)) throw new RangeError(`expected a UUID, got '${value}'`);
    writer.fixedOpaque(Buffer.from(value.replaceAll('-', ''), 'hex'));
  },
  decode: (reader) => {
    const hex = reader.fixedOpaque(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  },
};

/** A value that may be absent. */
export function optional<T>(codec: Codec<T>): Codec<T | undefined> {
  return {
    encode: (writer, value) => {
      writer.int(value === undefined ? 0 : 1);
      if (value !== undefined) codec.encode(writer, value);
    },
    decode: (reader) => {
      const present = reader.int();
      if (present !== 0 && present !== 1) throw new XdrError(`expected 0 or 1 before an optional value, got ${present}`);
      return present ? codec.decode(reader) : undefined;
    },
  };
}

/** Values of one type with their number in front. */
export function list<T>(codec: Codec<T>, maximum: number): Codec<T[]> {
  return {
    encode: (writer, values) => {
      if (values.length > maximum) throw new RangeError(`at most ${maximum} items are allowed, got ${values.length}`);
      writer.uint(values.length);
      for (const value of values) codec.encode(writer, value);
    },
    decode: (reader) => {
      const values: T[] = [];
      for (let left = reader.count(maximum); left > 0; left--) values.push(codec.decode(reader));
      return values;
    },
  };
}

/** An object whose fields follow each other in the order given here. */
export function struct<T extends object>(fields: { [K in keyof T]-?: Codec<T[K]> }): Codec<T> {
  const entries = Object.entries(fields) as [keyof T, Codec<T[keyof T]>][];
  return {
    encode: (writer, value) => {
      for (const [key, codec] of entries) codec.encode(writer, value[key]);
    },
    decode: (reader) => {
      const value: Partial<T> = {};
      for (const [key, codec] of entries) value[key] = codec.decode(reader);
      return value as T;
    },
  };
}

/** The first value, followed by one that only the wire knows. */
export function followedBy<T, U>(codec: Codec<T>, trailer: Codec<U>, value: U): Codec<T> {
  return {
    encode: (writer, first) => {
      codec.encode(writer, first);
      trailer.encode(writer, value);
    },
    decode: (reader) => {
      const first = codec.decode(reader);
      trailer.decode(reader);
      return first;
    },
  };
}

/** A value that only the wire knows, followed by the one that counts. */
export function precededBy<T, U>(leader: Codec<U>, value: U, codec: Codec<T>): Codec<T> {
  return {
    encode: (writer, second) => {
      leader.encode(writer, value);
      codec.encode(writer, second);
    },
    decode: (reader) => {
      leader.decode(reader);
      return codec.decode(reader);
    },
  };
}

function exact(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`expected an integer below 2^53, got ${String(value)}`);
  return BigInt(value);
}
