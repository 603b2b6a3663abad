import fc from '../../../support/properties';
import { ProviderError } from '../../../../packages/terraform-plugin/src/diagnostic';
import { type Attributes } from '../../../../packages/terraform-plugin/src/schema';
import { isSame } from '../../../../packages/terraform-plugin/src/values/canonical';
import { conform } from '../../../../packages/terraform-plugin/src/values/conform';
import { decodeValue, encodeValue } from '../../../../packages/terraform-plugin/src/values/dynamic-value';
import { type Type } from '../../../../packages/terraform-plugin/src/values/type';
import { UNKNOWN, type Value } from '../../../../packages/terraform-plugin/src/values/value';
import { attributes, objectOf } from '../fixtures/arbitraries';
import { pack } from '../fixtures/msgpack';

const one = (type: Type): Attributes => ({ value: { type, optional: true } });
const decoded = (type: Type, raw: unknown): Value | undefined => decodeValue({ msgpack: pack({ value: raw }) }, one(type))?.['value'];

test('every value of every schema comes back from the wire as it was', () => {
  fc.assert(
    fc.property(
      attributes().chain((all) => fc.tuple(fc.constant(all), objectOf(all, [null, UNKNOWN], true))),
      ([all, raw]) => {
        const value = conform(raw, all, true);
        const back = decodeValue(encodeValue(value), all, true);
        return isSame(back ?? undefined, value);
      },
    ),
    { numRuns: 300 },
  );
});

test('a conformed value is not changed by being conformed again', () => {
  fc.assert(
    fc.property(
      attributes().chain((all) => fc.tuple(fc.constant(all), objectOf(all, [null, UNKNOWN], true))),
      ([all, raw]) => isSame(conform(conform(raw, all), all), conform(raw, all)),
    ),
    { numRuns: 200 },
  );
});

test('bytes that are no value are refused, and nothing worse', () => {
  fc.assert(
    fc.property(attributes(), fc.uint8Array({ maxLength: 60 }), (all, bytes) => {
      try {
        decodeValue({ msgpack: bytes }, all);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
      }
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a list that says it has four thousand million items', [0x81, 0xa5, ...Buffer.from('value'), 0xdd, 0xff, 0xff, 0xff, 0xff]],
  ['a map that says it has four thousand million keys', [0xdf, 0xff, 0xff, 0xff, 0xff]],
  ['a string that says it has four thousand million bytes', [0x81, 0xa5, ...Buffer.from('value'), 0xdb, 0xff, 0xff, 0xff, 0xff]],
  ['lists in lists, a hundred thousand deep', [0x81, 0xa5, ...Buffer.from('value'), ...new Array<number>(100_000).fill(0x91), 0xc0]],
  ['something after the end', [0xc0, 0xc0]],
])('%s is refused', (_, bytes) => {
  expect(() => decodeValue({ msgpack: Uint8Array.from(bytes) }, one({ list: 'string' }))).toThrow(ProviderError);
});

describe('an unknown value is read from', () => {
  const extension = (type: number, data: Uint8Array): unknown =>
    decodeValue({ msgpack: pack({ value: Buffer.from([type & 0xff, ...data]) }) }, one('string'))?.['value'];

  test.each([
    ['the plain form', 0, new Uint8Array(1)],
    ['a refinement: not null, with a prefix', 12, Buffer.from('8201c202a77072656669782d', 'hex')],
    ['a refinement that is longer than any fixed form', 12, new Uint8Array(300)],
    ['any other extension, also that of timestamps', -1, new Uint8Array(4)],
  ])('%s', (_, type, data) => expect(extension(type, data)).toBe(UNKNOWN));

  test('anywhere in a collection', () =>
    expect(decodeValue(encodeValue({ value: ['a', UNKNOWN] }), one({ list: 'string' }))).toEqual({ value: ['a', UNKNOWN] }));
});

describe('a number is read from', () => {
  test.each([
    ['a small integer', 7, 7],
    ['an integer of 64 bits that is small', 7n, 7],
    ['an integer of 64 bits', 2n ** 63n - 1n, 2n ** 63n - 1n],
    ['a negative integer of 64 bits', -(2n ** 63n), -(2n ** 63n)],
    ['a float that is a large integer', 2 ** 70, 2n ** 70n],
    ['a float', 0.5, 0.5],
    ['the text of an integer', '18446744073709551615', 18446744073709551615n],
    ['the text of a fraction that a float holds', '0.1', 0.1],
    ['the text of a fraction that no float holds', '0.12345678901234567890123', '0.12345678901234567890123'],
    ['the text of an exponent', '1.5e3', 1500],
    ['the text of a large exponent', '1e40', 10n ** 40n],
    ['negative zero', -0, 0],
  ])('%s', (_, raw, expected) => expect(decoded('number', raw)).toBe(expected));

  test.each(['', 'abc', '1e9999999', '0x10', '1.2.3', '9'.repeat(5000), Number.NaN])('not from %p', (raw) =>
    expect(() => decoded('number', raw)).toThrow(ProviderError),
  );
});

describe('a primitive of another type', () => {
  test.each<[Type, unknown, Value]>([
    ['string', 5, '5'],
    ['string', true, 'true'],
    ['bool', 'true', true],
    ['bool', 'false', false],
    ['string', 'e\u0301', 'é'],
    [{ set: 'string' }, ['b', 'a', 'b'], ['a', 'b']],
    [{ set: { object: { a: 'number' } } }, [{ a: 1 }, { a: 1n }], [{ a: 1 }]],
  ])('is converted as Terraform does: %j from %j', (type, raw, expected) => expect(decoded(type, raw)).toEqual(expected));

  test.each<[Type, unknown, string]>([
    ['bool', 'yes', 'value must be a bool, not a string.'],
    ['bool', 1, 'value must be a bool, not a number.'],
    ['string', ['a'], 'value must be a string, not a list.'],
    [{ list: 'string' }, 'a', 'value must be a list, not a string.'],
    [{ list: 'number' }, [1, 'x'], 'value.1 must be a number, not a string.'],
    [{ map: 'bool' }, { a: { b: 1 } }, 'value.a must be a bool, not an object.'],
    [{ object: { a: 'bool' } }, 1, 'value must be an object, not a number.'],
  ])('is refused without showing it: %j from %j', (type, raw, message) => expect(() => decoded(type, raw)).toThrow(message));
});

test('a value in JSON is read where msgpack is missing, to the last digit', () => {
  const json = Buffer.from('{"value":{"a":123456789012345678901234567890,"b":0.5}}');
  expect(decodeValue({ json }, one({ map: 'number' }))).toEqual({ value: { a: 123456789012345678901234567890n, b: 0.5 } });
});

test('no value at all is null', () => expect(decodeValue(undefined, one('string'))).toBeNull());

test('names that every object has are attributes like others, and the prototype is none', () => {
  expect(conform({}, Object.fromEntries([['constructor', { type: 'string', optional: true }]]))).toEqual({ constructor: null });
  expect(() => conform({ value: JSON.parse('{"__proto__":"x"}') as unknown }, one({ map: 'string' }))).toThrow('Unusable map key');
});
