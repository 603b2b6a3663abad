import { type Arbitrary } from 'fast-check';
import fc from '../../../support/properties';
import * as calls from '../../../../packages/terraform-plugin/src/wire/call-messages';
import { attributePath, diagnostic } from '../../../../packages/terraform-plugin/src/wire/common-messages';
import { field, Message } from '../../../../packages/terraform-plugin/src/wire/message';
import { PROVIDER_METHODS } from '../../../../packages/terraform-plugin/src/wire/provider-service';
import { getProviderSchemaResponse } from '../../../../packages/terraform-plugin/src/wire/schema-messages';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const dynamic = fc.record({ msgpack: bytes, json: bytes }, { requiredKeys: [] });
const text = fc.string({ unit: 'grapheme' });
const number = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const step = fc.oneof(
  fc.record({ attributeName: text }),
  fc.record({ elementKeyString: text }),
  fc.record({ elementKeyInt: fc.maxSafeInteger() }),
);
const nestedType = fc.record({
  nesting: number,
  attributes: fc.array(fc.record({ name: text, type: bytes, required: fc.boolean() }), { minLength: 1, maxLength: 3 }),
});
const schema = fc.record({
  version: number,
  block: fc.record({ attributes: fc.array(fc.record({ name: text, nestedType }), { minLength: 1, maxLength: 3 }) }),
});

interface Codec {
  encode(message: object): Buffer;
  decode(bytes: Uint8Array): object;
}

test.each<[string, Codec, Arbitrary<object>]>([
  [
    'ApplyResourceChange request',
    calls.applyResourceChangeRequest as Codec,
    fc.record({ typeName: text, priorState: dynamic, plannedPrivate: bytes }, { requiredKeys: [] }),
  ],
  [
    'UpgradeResourceState request',
    calls.upgradeResourceStateRequest as Codec,
    fc.record({ version: fc.maxSafeInteger(), rawState: fc.record({ json: bytes }) }),
  ],
  [
    'diagnostic',
    diagnostic as Codec,
    fc.record({ severity: number, summary: text, attribute: fc.record({ steps: fc.array(step, { minLength: 1 }) }) }),
  ],
  [
    'schema',
    getProviderSchemaResponse as Codec,
    fc.record({ provider: schema, resourceSchemas: fc.dictionary(text, schema, { minKeys: 1, maxKeys: 3 }) }),
  ],
])('a %s comes back from the wire as it was', (_, table, messages) => {
  fc.assert(fc.property(messages, (message) => expect(table.decode(table.encode(message))).toEqual(message)));
});

test('bytes that are no message are refused, and nothing worse', () => {
  const tables = Object.values(PROVIDER_METHODS).flatMap(({ request, response }) => [request as Codec, response as Codec]);
  fc.assert(
    fc.property(fc.constantFrom(...tables), fc.uint8Array({ maxLength: 80 }), (table, raw) => {
      try {
        table.decode(raw);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
    { numRuns: 3000 },
  );
});

test('a message that is cut off anywhere is refused or shorter', () => {
  const whole = getProviderSchemaResponse.encode({
    provider: { version: 1, block: { attributes: [{ name: 'one', type: Buffer.from('"string"') }] } },
  });
  for (let length = 1; length < whole.length; length++) {
    try {
      expect(getProviderSchemaResponse.decode(whole.subarray(0, length))).not.toEqual(getProviderSchemaResponse.decode(whole));
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
    }
  }
});

test('fields that the table does not know are skipped', () => {
  const newer = new Message<{ known?: string; future?: string; number?: number }>({
    known: field(1, 'string'),
    future: field(99, 'string'),
    number: field(98, 'int64'),
  });
  const table = new Message<{ known?: string }>({ known: field(1, 'string') });
  expect(table.decode(newer.encode({ future: 'x', known: 'a', number: 2 ** 40 }))).toEqual({ known: 'a' });
});

test('a message that contains itself a thousand times is refused', () => {
  interface Nested {
    inner?: Nested;
  }
  const table: Message<Nested> = new Message<Nested>({ inner: field(1, () => table) });
  let message: Nested = {};
  for (let depth = 0; depth < 1000; depth++) message = { inner: message };
  expect(() => table.decode(table.encode(message))).toThrow('nested too deeply');
});

test('the field numbers are those of the protocol', () => {
  expect(attributePath.encode({ steps: [{ attributeName: 'a' }, { elementKeyInt: 0 }] }).toString('hex')).toBe('0a030a01610a021800');
  expect(
    calls.planResourceChangeResponse.encode({ plannedPrivate: Buffer.from('p'), diagnostics: [{ severity: 2 }] }).toString('hex'),
  ).toBe('1a0170220208 02'.replace(' ', ''));
});
