import fc from '../../../support/properties';
import { parseExactJson } from '../../../../packages/terraform-plugin/src/values/exact-json';

test('JSON without long numbers is parsed as usual', () => {
  const value = fc.jsonValue().filter((one) => !/[\d.eE+-]{16}/.test(JSON.stringify(one)));
  fc.assert(fc.property(value, (one) => expect(parseExactJson(JSON.stringify(one))).toEqual(JSON.parse(JSON.stringify(one)))));
});

test('strings keep what looks like a number in them', () => {
  const value = fc.array(fc.tuple(fc.string(), fc.bigInt().map(String)));
  fc.assert(fc.property(value, (one) => expect(parseExactJson(JSON.stringify(one))).toEqual(one)));
});

test('long numbers become text, digit by digit', () => {
  expect(parseExactJson('[123456789012345678901, -0.12345678901234567890, 1.5]')).toEqual([
    '123456789012345678901',
    '-0.12345678901234567890',
    1.5,
  ]);
});

test.each(['', '{', '[1,]', '{"a":1'])('%p is refused', (text) =>
  expect(() => parseExactJson(text)).toThrow('The stored state is not valid JSON.'),
);

test('a string may be longer than the stack is deep', () => {
  const long = 'x'.repeat(20_000_000);
  expect(parseExactJson(JSON.stringify({ user_data: long }))).toEqual({ user_data: long });
});

test.each(['"\\'.repeat(100_000), '"'.repeat(99_999), '-'.repeat(100_000), '['.repeat(100_000)])(
  'what is malformed is found out in one go: %.9s…',
  (text) => expect(() => parseExactJson(text)).toThrow('The stored state is not valid JSON.'),
);
