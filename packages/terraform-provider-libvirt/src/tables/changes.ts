import { type Effect, type EffectRule, type Known, live, type Surroundings } from './effect';
import { matchItems } from './match';
import { type ChoiceRow, type ListRow, type QuantityRow, type Rows, type Table } from './row';
import { impliedBy, sameScalar } from './scalar';
import { bytesOf } from './size';
import { asItem, asItems, isSame, isUnknown, type Item, type Value } from './value';

/** One attribute that a plan changes, and what that does. */
export interface Change {
  /** Attribute names; items of a list by their index in `after`, or in `before` when they are gone. */
  path: (string | number)[];
  /** The same with the items' keys, which say more than their indexes: `devices.disks[vdb].serial`. */
  name: string;
  before: Value;
  after: Value;
  effect: Effect;
}

interface Walk {
  known: Known;
  found: Change[];
  around: Surroundings;
}

/** Where the walk is, in both spellings. */
interface Spot {
  path: Change['path'];
  name: string;
}

function inside({ path, name }: Spot, attribute: string): Spot {
  return { path: [...path, attribute], name: name === '' ? attribute : `${name}.${attribute}` };
}

function itemAt({ path, name }: Spot, index: number, key: string | undefined): Spot {
  return { path: [...path, index], name: `${name}[${key ?? String(index)}]` };
}

function note(walk: Walk, spot: Spot, before: Value, after: Value, rule: EffectRule): void {
  walk.found.push({ ...spot, before, after, effect: rule(before, after, walk.known, walk.around) });
}

function walkQuantity(
  row: QuantityRow,
  name: string,
  rows: Rows,
  before: Item,
  after: Item,
  spot: Spot,
  rule: EffectRule,
  walk: Walk,
): void {
  const was = bytesOf(row, name, before);
  const will = bytesOf(row, name, after);
  const here = inside(spot, name);
  if (isUnknown(after[name]) || isUnknown(after[row.unit])) note(walk, here, was, after[name] ?? null, rule);
  else if (was !== will && meant(row, rows, was, before) !== meant(row, rows, will, after)) note(walk, here, was, will, rule);
}

/** The bytes that leaving a size out means. */
function meant(row: QuantityRow, rows: Rows, bytes: number | null, item: Item): number | null {
  const model = row.follows === undefined ? undefined : rows[row.follows];
  return bytes === null && row.follows !== undefined && model?.kind === 'quantity' ? bytesOf(model, row.follows, item) : bytes;
}

function walkList(row: ListRow, was: Value, will: Value, spot: Spot, rule: EffectRule, walk: Walk): void {
  if (isSame(was, will)) return;
  const before = asItems(was);
  const after = asItems(will);
  const members = row.members ?? rule;
  const { pairs, rest } = matchItems(row, after, before);
  after.forEach((item, index) => {
    const old = pairs.get(item);
    const here = itemAt(spot, index, row.key?.(item));
    if (old === undefined) note(walk, here, null, item, members);
    else walkRows(row.rows, old, item, here, rule, { ...walk, around: { before: old, after: item } });
  });
  for (const item of rest) note(walk, itemAt(spot, before.indexOf(item), row.key?.(item)), item, null, members);
}

function walkChoice(row: ChoiceRow, was: Value, will: Value, spot: Spot, rule: EffectRule, walk: Walk): void {
  for (const [name, option] of Object.entries(row.options)) {
    const before = asItem(was)[name] ?? null;
    const after = asItem(will)[name] ?? null;
    if (before === null && after === null) continue;
    const inner = option.row.effect ?? rule;
    const here = inside(spot, name);
    if (option.row.kind === 'scalar') {
      if (!sameScalar(option.row, before, after)) note(walk, here, before, after, inner);
    } else if (before === null || after === null) note(walk, here, before, after, inner);
    else walkRows(option.row.rows, asItem(before), asItem(after), here, inner, walk);
  }
}

function walkRows(rows: Rows, before: Item, after: Item, spot: Spot, around: EffectRule, walk: Walk): void {
  for (const [name, row] of Object.entries(rows)) {
    if (row.mode === 'computed') continue;
    const was = before[name] ?? null;
    const will = after[name] ?? null;
    const here = inside(spot, name);
    const rule = row.effect ?? around;
    if (row.kind === 'quantity') walkQuantity(row, name, rows, before, after, spot, rule, walk);
    else if (isUnknown(will)) note(walk, here, was, will, rule);
    else if (row.kind === 'scalar') {
      if (!sameScalar(row, was ?? impliedBy(row, before), will ?? impliedBy(row, after))) note(walk, here, was, will, rule);
    } else if (row.kind === 'list') walkList(row, was, will, here, rule, walk);
    else if (row.kind === 'choice') walkChoice(row, was, will, here, rule, walk);
    else if ((row.presence === true || row.tag !== undefined) && (was === null) !== (will === null)) note(walk, here, was, will, rule);
    else walkRows(row.rows, asItem(was), asItem(will), here, rule, walk);
  }
}

function walkAll(rows: Rows, before: Item, after: Item, known: Known, rule: EffectRule): Change[] {
  const walk: Walk = { known, found: [], around: { before, after } };
  walkRows(rows, before, after, { path: [], name: '' }, rule, walk);
  return walk.found;
}

/** What a plan changes, attribute by attribute, and what each change does. Pure: needs no daemon. Unknown values count as changed. */
export function changesOf(table: Table, before: Item, after: Item, known: Known): Change[] {
  return walkAll(table.rows, before, after, known, table.effect);
}

/** The changes of rows alone, without what they do. */
export function changesOfRows(rows: Rows, before: Item, after: Item): Change[] {
  return walkAll(rows, before, after, {}, live('not asked'));
}
