import { type Attribute, type Schema } from '@labcloud/terraform-plugin';
import { type QuantityRow, type Row, type Rows, type ScalarRow, type Table } from './row';
import { impliedBy } from './scalar';
import { bytesIn } from './unit';
import { bytesOf } from './size';
import { isItem, type Item, type Value } from './value';

type Access = Pick<Attribute, 'required' | 'optional' | 'computed'>;

function access({ mode = 'optional' }: Row): Access {
  if (mode === 'required') return { required: true };
  if (mode === 'computed') return { computed: true };
  return mode === 'optional' ? { optional: true } : { optional: true, computed: true };
}

function describe(row: Row): string {
  const parts = [row.doc];
  if (row.kind === 'scalar') {
    if (row.oneOf !== undefined) parts.push(`One of ${row.oneOf.map((word) => `\`${word}\``).join(', ')}.`);
    const fallback = row.default ?? impliedBy(row, {});
    if (fallback !== null && fallback !== '') parts.push(`Default \`${String(fallback)}\`.`);
  }
  if (row.kind === 'quantity') parts.push(`In \`${row.unit}\`, by default \`${row.defaultUnit}\`.`);
  if (row.extension === true) parts.push('(extension)');
  return parts.join(' ');
}

function scalarAttribute(row: ScalarRow): Attribute {
  const { same, validate, oneOf } = row;
  const check = (value: Value): string | undefined =>
    oneOf !== undefined && !oneOf.includes(String(value))
      ? `must be one of ${oneOf.join(', ')}, got ${JSON.stringify(value)}`
      : validate?.(value);
  return {
    ...(row.default === undefined ? access(row) : { optional: true, computed: true, default: row.default }),
    type: row.type,
    description: describe(row),
    ...(row.sensitive === true && { sensitive: true }),
    ...(row.writeOnly === true && { writeOnly: true }),
    ...(same !== undefined && { equal: same }),
    ...((oneOf !== undefined || validate !== undefined) && { validate: check }),
  };
}

function quantityAttributes(name: string, row: QuantityRow): Record<string, Attribute> {
  // Number and unit keep their spelling together or not at all: where one of the units is left out, Terraform would let only the number stay.
  const equal = (_prior: Value, _proposed: Value, siblings: Item, priorSiblings: Item): boolean => {
    const written = [siblings[row.unit], priorSiblings[row.unit]].every((unit) => typeof unit === 'string');
    const before = bytesOf(row, name, priorSiblings);
    return written && before !== undefined && before !== null && before === bytesOf(row, name, siblings);
  };
  const unit = (value: Value): string | undefined =>
    bytesIn(String(value)) === undefined ? `must be a unit such as KiB, MiB or GiB, got ${JSON.stringify(value)}` : undefined;
  return {
    [name]: { ...access(row), type: 'number', description: describe(row), equal },
    [row.unit]: { optional: true, type: 'string', description: `Unit of \`${name}\`.`, equal, validate: unit },
  };
}

function attributesOf(rows: Rows): Record<string, Attribute> {
  const attributes: Record<string, Attribute> = {};
  for (const [name, row] of Object.entries(rows)) {
    if (row.kind === 'scalar') attributes[name] = scalarAttribute(row);
    else if (row.kind === 'quantity') Object.assign(attributes, quantityAttributes(name, row));
    else {
      const children =
        row.kind === 'choice'
          ? Object.fromEntries(Object.entries(row.options).map(([option, { row: child }]) => [option, child]))
          : row.rows;
      const key = row.kind === 'list' ? row.key : undefined;
      attributes[name] = {
        ...access(row),
        description: describe(row),
        nested: {
          mode: row.kind === 'list' ? 'list' : 'single',
          attributes: attributesOf(children),
          ...(key !== undefined && { key: (item: Value) => (isItem(item) ? key(item) : undefined) }),
        },
      };
    }
  }
  return attributes;
}

/** The Terraform schema of a table. */
export function schemaOf(table: Table, version = 0): Schema {
  return { version, description: table.doc, attributes: attributesOf(table.rows) };
}
