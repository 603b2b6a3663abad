import fc from '../../../support/properties';
import {
  bool,
  type Codec,
  flags,
  followedBy,
  hyper,
  int,
  list,
  opaque,
  optional,
  precededBy,
  struct,
  text,
  uhyper,
  uint,
  uuid,
} from '../../../../packages/libvirt-client/src/xdr/codec';
import { XdrError, XdrReader } from '../../../../packages/libvirt-client/src/xdr/reader';
import { type TypedParameter, typedParameters, typedValues } from '../../../../packages/libvirt-client/src/xdr/typed-parameter';
import { XdrWriter } from '../../../../packages/libvirt-client/src/xdr/writer';

function encode<T>(codec: Codec<T>, value: T): Buffer {
  const writer = new XdrWriter(0, 1);
  codec.encode(writer, value);
  return writer.bytes();
}

interface Sample {
  name: string;
  ids: number[];
  mac: string | undefined;
  running: boolean;
}

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const narrow = (value: bigint): number | bigint =>
  BigInt(Number(value)) === value && Number.isSafeInteger(Number(value)) ? Number(value) : value;
const parameter: fc.Arbitrary<TypedParameter> = fc.oneof(
  fc.record({ field: fc.string(), type: fc.constant('int' as const), value: fc.integer() }),
  fc.record({ field: fc.string(), type: fc.constant('uint' as const), value: fc.nat(0xffffffff) }),
  fc.record({ field: fc.string(), type: fc.constant('long' as const), value: int64.map(narrow) }),
  fc.record({ field: fc.string(), type: fc.constant('ulong' as const), value: uint64.map(narrow) }),
  fc.record({ field: fc.string(), type: fc.constant('double' as const), value: fc.double({ noNaN: true }) }),
  fc.record({ field: fc.string(), type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ field: fc.string(), type: fc.constant('string' as const), value: fc.string({ unit: 'grapheme' }) }),
);

const subjects: [string, Codec<never>, fc.Arbitrary<unknown>][] = [
  ['an integer', int as Codec<never>, fc.integer()],
  ['an unsigned integer', uint as Codec<never>, fc.nat(0xffffffff)],
  ['flags', flags as Codec<never>, fc.nat(0xffffffff)],
  ['a long integer', hyper as Codec<never>, fc.maxSafeInteger()],
  ['an unsigned long integer', uhyper as Codec<never>, fc.maxSafeNat()],
  ['a truth value', bool as Codec<never>, fc.boolean()],
  ['a string', text as Codec<never>, fc.string({ unit: 'grapheme' })],
  ['bytes', opaque(64) as Codec<never>, fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes))],
  ['a UUID', uuid as Codec<never>, fc.uuid()],
  ['an optional value', optional(text) as Codec<never>, fc.option(fc.string(), { nil: undefined })],
  ['a list', list(text, 64) as Codec<never>, fc.array(fc.string(), { maxLength: 64 })],
  ['a value with a trailer', followedBy(text, uint, 7) as Codec<never>, fc.string()],
  ['a value with a leader', precededBy(uint, 7, text) as Codec<never>, fc.string()],
  [
    'a structure',
    struct<Sample>({ name: text, ids: list(int, 9), mac: optional(text), running: bool }) as Codec<never>,
    fc.record({
      name: fc.string(),
      ids: fc.array(fc.integer(), { maxLength: 9 }),
      mac: fc.option(fc.string(), { nil: undefined }),
      running: fc.boolean(),
    }),
  ],
  ['typed parameters', typedParameters(16) as Codec<never>, fc.array(parameter, { maxLength: 16 })],
];

describe('a codec', () => {
  test.each(subjects)('reads %s as it was written, whole, and in multiples of four bytes', (_name, codec, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(codec, value as never);
        const reader = new XdrReader(bytes);
        expect(codec.decode(reader)).toEqual(value);
        reader.end();
        expect(bytes.length % 4).toBe(0);
      }),
    );
  });

  test.each(subjects)('refuses %s that is cut off anywhere', (_name, codec, values) => {
    fc.assert(
      fc.property(values, fc.nat(), (value, at) => {
        const bytes = encode(codec, value as never);
        const reader = new XdrReader(bytes.subarray(0, at % Math.max(1, bytes.length)));
        expect(() => codec.decode(reader)).toThrow(XdrError);
      }),
    );
  });

  test.each(subjects)('reads %s out of any bytes, or says that they are wrong', (_name, codec) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 256 }), (bytes) => {
        const reader = new XdrReader(Buffer.from(bytes));
        try {
          codec.decode(reader);
        } catch (error) {
          expect(error).toBeInstanceOf(XdrError);
        }
      }),
    );
  });

  test('writes what RFC 4506 says', () => {
    expect(encode(text, 'abcde').toString('hex')).toBe('0000000561626364' + '65000000');
    expect(encode(int, -2).toString('hex')).toBe('fffffffe');
    expect(encode(uhyper, 2 ** 40).toString('hex')).toBe('0000010000000000');
    expect(encode(optional(int), undefined).toString('hex')).toBe('00000000');
    expect(encode(uuid, '00112233-4455-6677-8899-AABBCCDDEEFF').toString('hex')).toBe('00112233445566778899aabbccddeeff');
  });

  test('counts a list that claims more items than bytes follow as wrong, before it makes room for them', () => {
    const bytes = encode(uint, 16_384);
    expect(() => list(int, 16_384).decode(new XdrReader(bytes))).toThrow('a list of 16384 items cannot fit into 0 bytes');
  });

  test.each<[string, () => unknown, string]>([
    ['a fraction', () => encode(int, 1.5), 'expected an integer from -2147483648 to 2147483647, got 1.5'],
    ['a negative unsigned integer', () => encode(uint, -1), 'expected an integer from 0 to 4294967295, got -1'],
    ['no number at all', () => encode(int, undefined as never), 'expected an integer from -2147483648 to 2147483647, got undefined'],
    ['a size above 2^53', () => encode(uhyper, 2 ** 53), 'expected an integer below 2^53, got 9007199254740992'],
    ['a negative size', () => encode(uhyper, -1), 'expected a number from 0, got -1'],
    ['something that is no UUID', () => encode(uuid, 'web-1'), "expected a UUID, got 'web-1'"],
    ['too many bytes', () => encode(opaque(2), Buffer.alloc(3)), 'at most 2 bytes are allowed, got 3'],
    ['too many items', () => encode(list(int, 1), [1, 2]), 'at most 1 items are allowed, got 2'],
    ['a string over the limit', () => encode(text, 'x'.repeat(4_194_305)), 'a string may have 4194304 bytes, got 4194305'],
    ['an object instead of a string', () => encode(text, {} as never), 'argument must be of type string'],
  ])('does not write %s', (_name, write, message) => {
    expect(write).toThrow(message);
  });
});

describe('typed values', () => {
  test('keep the value of each field, a bigint only above 2^53', () => {
    const bytes = encode(typedParameters(4), [
      { field: 'state', type: 'int', value: 1 },
      { field: 'limit', type: 'ulong', value: 2n ** 64n - 1n },
      { field: 'name', type: 'string', value: 'vda' },
    ]);
    expect(typedValues(4).decode(new XdrReader(bytes))).toEqual({ state: 1, limit: 2n ** 64n - 1n, name: 'vda' });
  });

  test('of a type that libvirt does not have are refused', () => {
    const bytes = Buffer.concat([encode(uint, 1), encode(text, 'x'), encode(int, 8), encode(int, 0)]);
    expect(() => typedValues(4).decode(new XdrReader(bytes))).toThrow('typed parameters have types from 1 to 7, got 8');
  });
});
