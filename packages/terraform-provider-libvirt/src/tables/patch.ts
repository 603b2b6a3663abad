import {
  addElement,
  dropElement,
  ensureElement,
  findAll,
  findElement,
  getPlace,
  prune,
  readXml,
  removePlace,
  setPlace,
  writeXml,
  type XmlElement,
} from '../xml';
import { matchElements, matchItems } from './match';
import { readElement } from './read';
import { type ChoiceRow, type ListRow, type ObjectRow, type Rows, type ScalarRow, type Table } from './row';
import { codecOf, impliedBy, sameScalar } from './scalar';
import { patchSize } from './size';
import { asItem, asItems, type Item, type Value } from './value';

function patchScalar(row: ScalarRow, into: XmlElement, before: Value, after: Value, siblings: Item): void {
  if (row.place === undefined || row.mode === 'computed') return;
  const codec = codecOf(row);
  const now = codec.read(into, row.place, after);
  if (after !== null && typeof after !== 'symbol') {
    if (!sameScalar(row, now, after)) codec.write(into, row.place, after, before);
  } else if (now !== null && after === null && !(row.chosenByLibvirt === true && before === null) && row.mode !== 'optional+computed') {
    const implied = impliedBy(row, siblings);
    if (implied === null) codec.remove(into, row.place, before);
    else if (!sameScalar(row, now, implied)) codec.write(into, row.place, implied, before);
  }
}

function patchObject(row: ObjectRow, into: XmlElement, before: Value, after: Value): void {
  const place = row.place ?? '.';
  if (after === null) {
    const found = findElement(into, place);
    if (found === undefined || (row.chosenByLibvirt === true && before === null)) return;
    if (row.owned === true && found !== into) dropElement(into, place, found);
    else patchRows(row.rows, found, asItem(before), {});
    if (row.tag !== undefined && getPlace(found, row.tag.place) === row.tag.value) removePlace(found, row.tag.place);
  } else {
    const target = ensureElement(into, place);
    patchRows(row.rows, target, asItem(before), asItem(after));
    if (row.tag !== undefined) setPlace(target, row.tag.place, row.tag.value);
    if (row.presence === true) return;
  }
  prune(into, place);
}

function patchList(row: ListRow, into: XmlElement, before: Value, after: Value): void {
  if (after === null && before === null && row.chosenByLibvirt === true) return;
  const elements = findAll(into, row.place);
  const wanted = asItems(after);
  const old = asItems(before);
  const was = matchItems(row, wanted, old);
  const read = (element: XmlElement): Item => readElement(row, element);
  const kept = matchElements(row, wanted, elements, read);
  const gone = matchElements(row, was.rest, kept.rest, read);
  for (const found of gone.pairs.values()) dropElement(into, row.place, found);
  for (const item of wanted) patchRows(row.rows, kept.pairs.get(item) ?? addElement(into, row.place), was.pairs.get(item) ?? {}, item);
}

function patchChoice(row: ChoiceRow, into: XmlElement, before: Value, after: Value): void {
  const wanted = asItem(after);
  const old = asItem(before);
  const chosen = Object.entries(row.options).find(([name]) => (wanted[name] ?? null) !== null);
  for (const [name, option] of Object.entries(row.options)) {
    if (name === chosen?.[0] || (old[name] ?? null) === null) continue;
    const found = findElement(into, row.place ?? '.');
    if (found !== undefined) patchOption(option.row, found, old[name] ?? null, null);
  }
  if (chosen === undefined) {
    if (before !== null) removePlace(into, row.tag);
    prune(into, row.place ?? '.');
    if (row.fallback !== undefined && getPlace(into, row.tag) === undefined) setPlace(into, row.tag, row.fallback);
    return;
  }
  const [name, option] = chosen;
  patchOption(option.row, ensureElement(into, row.place ?? '.'), old[name] ?? null, wanted[name] ?? null);
  prune(into, row.place ?? '.');
  setPlace(into, row.tag, option.value);
}

function patchOption(row: ScalarRow | ObjectRow, into: XmlElement, before: Value, after: Value): void {
  if (row.kind === 'scalar') patchScalar(row, into, before, after, {});
  else patchRows(row.rows, into, asItem(before), asItem(after));
}

/** Brings an element to the attributes `after`, touching only what the rows model; `before` is what it was given last time. */
export function patchRows(rows: Rows, into: XmlElement, before: Item, after: Item): void {
  for (const [name, row] of Object.entries(rows)) {
    const was = before[name] ?? null;
    const will = after[name] ?? null;
    if (row.kind === 'scalar') patchScalar(row, into, was, will, after);
    else if (row.kind === 'quantity') patchSize(row, name, rows, into, before, after);
    else if (row.kind === 'object') patchObject(row, into, was, will);
    else if (row.kind === 'list') patchList(row, into, was, will);
    else patchChoice(row, into, was, will);
  }
}

/** libvirt's XML of a noun, brought from the attributes `before` to `after`; what the table does not know stays as it is. */
export function patchTable(table: Table, xml: string, before: Item, after: Item): string {
  const root = readXml(xml);
  patchRows(table.rows, root, before, after);
  table.finish?.(root, after);
  return writeXml(root);
}

/** The XML of a new noun. */
export function writeTable(table: Table, attributes: Item): string {
  return patchTable(table, table.skeleton, {}, attributes);
}
