import fc, { type Arbitrary } from 'fast-check';
import { type ListRow, type Row, type Rows, type Item, type Value } from '../../../../packages/terraform-provider-libvirt/src/tables';

const words = fc.oneof(fc.stringMatching(/^[a-z0-9./:-]{1,8}$/), fc.constantFrom('&', '<"\'>', 'ä €', 'two words'));
const metadata = fc.constantFrom(
  '<a xmlns="urn:a"/>',
  '<x:b xmlns:x="urn:b" c="1"><x:d/>text</x:b>',
  '<a xmlns="urn:a"/><b xmlns="urn:b"/>',
);

function optional(row: Row, values: Arbitrary<Value>): Arbitrary<Value> {
  return row.mode === 'required' || row.mode === 'optional+computed' ? values : fc.option(values);
}

function scalar(name: string, row: Row & { kind: 'scalar' }): Arbitrary<Value> {
  if (row.mode === 'computed') return fc.constant(null);
  if (name === 'xml') return metadata;
  if (row.oneOf !== undefined) return optional(row, fc.constantFrom(...row.oneOf));
  if (row.type === 'bool') return optional(row, fc.boolean());
  return optional(row, row.type === 'number' ? fc.nat() : words);
}

function items(row: ListRow): Arbitrary<Value> {
  const { key } = row;
  return fc.uniqueArray(attributes(row.rows), { maxLength: 3, selector: (item) => key?.(item) ?? item, comparator: 'IsStrictlyEqual' });
}

function value(name: string, row: Row): Arbitrary<Value> {
  switch (row.kind) {
    case 'scalar':
      return scalar(name, row);
    case 'quantity':
      return fc.constant(null);
    case 'object':
      return optional(row, attributes(row.rows));
    case 'list':
      return optional(row, items(row));
    case 'choice':
      return optional(row, fc.oneof(...Object.entries(row.options).map(([option, { row: chosen }]) => chosenOption(row, option, chosen))));
  }
}

function chosenOption(row: Row & { kind: 'choice' }, option: string, chosen: Row): Arbitrary<Item> {
  const inner =
    chosen.kind === 'scalar' && chosen.place === undefined ? fc.constant(true) : value(option, { ...chosen, mode: 'required' } as Row);
  const others = Object.fromEntries(Object.keys(row.options).map((name) => [name, null]));
  return inner.map((set): Item => ({ ...others, [option]: set }));
}

/** Any attributes that rows allow. */
export function attributes(rows: Rows): Arbitrary<Item> {
  const parts: Record<string, Arbitrary<Value>> = {};
  for (const [name, row] of Object.entries(rows)) {
    parts[name] = value(name, row);
    if (row.kind === 'quantity') parts[row.unit] = fc.constant(null);
  }
  return fc.record(parts) as Arbitrary<Item>;
}

/** Any attributes with sizes in units of their own. */
export function withSizes(rows: Rows): Arbitrary<Item> {
  const sizes = Object.entries(rows).flatMap(([name, row]) =>
    row.kind === 'quantity' && row.mode !== 'computed' ? [[name, row.unit] as const] : [],
  );
  const size = fc.option(fc.tuple(fc.integer({ min: 1, max: 4096 }), fc.constantFrom(null, 'KiB', 'MiB', 'GiB', 'MB')));
  return fc
    .tuple(attributes(rows), fc.array(size, { minLength: sizes.length, maxLength: sizes.length }))
    .map(([item, chosen]) =>
      sizes.reduce<Item>(
        (all, [name, unit], index) => ({ ...all, [name]: chosen[index]?.[0] ?? null, [unit]: chosen[index]?.[1] ?? null }),
        item,
      ),
    );
}
