import { type Effect, type EffectRule, type Known, live } from './effect';
import { matchItems } from './match';
import { type ChoiceRow, type ListRow, type QuantityRow, type Rows, type Table } from './row';
import { impliedBy, sameScalar } from './scalar';
import { bytesOf } from './size';
import { asItem, asItems, isSame, isUnknown, type Item, type Value } from './value';

/** One attribute that a plan changes, and what that does. */
export interface Change {
  /** Attribute names; items of a list by their index in `after`, or in `before` when they are gone. */
  path: (string | number)[];
  before: Value;
  after: Value;
  effect: Effect;
}

interface Walk {
  known: Known;
  found: Change[];
}

function note(walk: Walk, path: Change['path'], before: Value, after: Value, rule: EffectRule): void {
  walk.found.push({ path, before, after, effect: rule(before, after, walk.known) });
}

function walkQuantity(row: QuantityRow, name: string, before: Item, after: Item, path: Change['path'], rule: EffectRule, walk: Walk): void {
  const was = bytesOf(row, name, before);
  const will = bytesOf(row, name, after);
  if (isUnknown(after[name]) || isUnknown(after[row.unit]) || was !== will)
    note(walk, [...path, name], was, isUnknown(after[name]) ? (after[name] ?? null) : will, rule);
}

function walkList(row: ListRow, was: Value, will: Value, path: Change['path'], rule: EffectRule, walk: Walk): void {
  if (isSame(was, will)) return;
  const before = asItems(was);
  const after = asItems(will);
  const { pairs, rest } = matchItems(row, after, before);
  after.forEach((item, index) => {
    const old = pairs.get(item);
    if (old === undefined) note(walk, [...path, index], null, item, rule);
    else walkRows(row.rows, old, item, [...path, index], rule, walk);
  });
  for (const item of rest) note(walk, [...path, before.indexOf(item)], item, null, rule);
}

function walkChoice(row: ChoiceRow, was: Value, will: Value, path: Change['path'], rule: EffectRule, walk: Walk): void {
  for (const [name, option] of Object.entries(row.options)) {
    const before = asItem(was)[name] ?? null;
    const after = asItem(will)[name] ?? null;
    if (before === null && after === null) continue;
    const inner = option.row.effect ?? rule;
    if (option.row.kind === 'scalar') {
      if (!sameScalar(option.row, before, after)) note(walk, [...path, name], before, after, inner);
    } else if (before === null || after === null) note(walk, [...path, name], before, after, inner);
    else walkRows(option.row.rows, asItem(before), asItem(after), [...path, name], inner, walk);
  }
}

function walkRows(rows: Rows, before: Item, after: Item, path: Change['path'], around: EffectRule, walk: Walk): void {
  for (const [name, row] of Object.entries(rows)) {
    if (row.mode === 'computed') continue;
    const was = before[name] ?? null;
    const will = after[name] ?? null;
    const here = [...path, name];
    const rule = row.effect ?? around;
    if (row.kind === 'quantity') walkQuantity(row, name, before, after, path, rule, walk);
    else if (isUnknown(will)) note(walk, here, was, will, rule);
    else if (row.kind === 'scalar') {
      if (!sameScalar(row, was ?? impliedBy(row, before), will ?? impliedBy(row, after))) note(walk, here, was, will, rule);
    } else if (row.kind === 'list') walkList(row, was, will, here, rule, walk);
    else if (row.kind === 'choice') walkChoice(row, was, will, here, rule, walk);
    else if ((row.presence === true || row.tag !== undefined) && (was === null) !== (will === null)) note(walk, here, was, will, rule);
    else walkRows(row.rows, asItem(was), asItem(will), here, rule, walk);
  }
}

/** What a plan changes, attribute by attribute, and what each change does. Pure: needs no daemon. Unknown values count as changed. */
export function changesOf(table: Table, before: Item, after: Item, known: Known): Change[] {
  const walk: Walk = { known, found: [] };
  walkRows(table.rows, before, after, [], table.effect, walk);
  return walk.found;
}

/** The changes of rows alone, without what they do. */
export function changesOfRows(rows: Rows, before: Item, after: Item): Change[] {
  const walk: Walk = { known: {}, found: [] };
  walkRows(rows, before, after, [], live('not asked'), walk);
  return walk.found;
}
