import { type Codec, bool, int, list, struct, text, uint } from './codec';
import { XdrError } from './reader';

/** A named value whose type travels with it; `long` and `ulong` are 64 bits wide. */
export type TypedParameter =
  | { field: string; type: 'int' | 'uint' | 'double'; value: number }
  | { field: string; type: 'long' | 'ulong'; value: number | bigint }
  | { field: string; type: 'boolean'; value: boolean }
  | { field: string; type: 'string'; value: string };

/** The values of typed parameters by field; 64-bit values above 2^53 are bigints. */
export type TypedValues = Record<string, number | bigint | boolean | string>;

type Value = TypedParameter['value'];

const long: Codec<number | bigint> = { encode: (writer, value) => writer.hyper(BigInt(value)), decode: (reader) => narrow(reader.hyper()) };
const ulong: Codec<number | bigint> = {
  encode: (writer, value) => writer.uhyper(BigInt(value)),
  decode: (reader) => narrow(reader.uhyper()),
};
const double: Codec<number> = { encode: (writer, value) => writer.double(value), decode: (reader) => reader.double() };

// The position is libvirt's number of the type; there is no type 0.
const TYPES = ['', 'int', 'uint', 'long', 'ulong', 'double', 'boolean', 'string'] as const;
const CODECS = [undefined, int, uint, long, ulong, double, bool, text] as (Codec<Value> | undefined)[];

const value: Codec<Omit<TypedParameter, 'field'>> = {
  encode: (writer, parameter) => {
    const type = TYPES.indexOf(parameter.type);
    writer.int(type);
    CODECS[type]?.encode(writer, parameter.value);
  },
  decode: (reader) => {
    const type = reader.int();
    const codec = CODECS[type];
    if (!codec) throw new XdrError(`typed parameters have types from 1 to 7, got ${type}`);
    return { type: TYPES[type], value: codec.decode(reader) } as Omit<TypedParameter, 'field'>;
  },
};

const wrapped = struct<{ field: string; value: Omit<TypedParameter, 'field'> }>({ field: text, value });

const parameter: Codec<TypedParameter> = {
  encode: (writer, { field, ...typed }) => wrapped.encode(writer, { field, value: typed }),
  decode: (reader) => {
    const { field, value: typed } = wrapped.decode(reader);
    return { field, ...typed } as TypedParameter;
  },
};

/** Typed parameters as they are sent. */
export function typedParameters(maximum: number): Codec<TypedParameter[]> {
  return list(parameter, maximum);
}

/** Typed parameters as they are received: only the values count. */
export function typedValues(maximum: number): Codec<TypedValues> {
  const parameters = typedParameters(maximum);
  return {
    encode: () => {
      throw new TypeError('values without their types cannot be sent');
    },
    decode: (reader) => Object.fromEntries(parameters.decode(reader).map((each) => [each.field, each.value])),
  };
}

function narrow(wide: bigint): number | bigint {
  return wide >= Number.MIN_SAFE_INTEGER && wide <= Number.MAX_SAFE_INTEGER ? Number(wide) : wide;
}
