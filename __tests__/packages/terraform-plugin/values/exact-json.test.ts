import fc from 'fast-check';
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
