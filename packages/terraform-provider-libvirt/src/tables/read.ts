import { findAll, findElement, getPlace, readXml, type XmlElement } from '../xml';
import { matchElements } from './match';
import { type ChoiceRow, type ListRow, type ObjectRow, type Row, type Rows, type ScalarRow, type Table } from './row';
import { codecOf, impliedBy, isAbsent, sameScalar } from './scalar';
import { bytesOf, isFollowing, readBytes, spellBytes } from './size';
import { asItem, asItems, isItem, isUnknown, type Item, type Value } from './value';

/** `managed`: what Terraform does not set and libvirt may choose is left out. `everything`: all that the tables know, e.g. for an import. */
export type ReadMode = 'managed' | 'everything';

function readScalar(row: ScalarRow, from: XmlElement | undefined, prior: Value, siblings: Item, mode: ReadMode): Value {
  if (row.place === undefined) return prior;
  const implied = impliedBy(row, siblings);
  const raw = from === undefined ? null : codecOf(row).read(from, row.place, prior);
  if (raw === null) return prior !== null && (sameScalar(row, prior, implied) || isAbsent(row, prior)) ? prior : null;
  if (prior !== null) return sameScalar(row, prior, raw) ? prior : raw;
  const asked = mode === 'everything' || row.mode === 'computed' || row.mode === 'optional+computed' || row.mode === 'required';
  return asked || (row.chosenByLibvirt !== true && !sameScalar(row, raw, implied)) ? raw : null;
}

function readQuantity(
  row: Row & { kind: 'quantity' },
  name: string,
  from: XmlElement | undefined,
  prior: Item,
  rows: Rows,
  mode: ReadMode,
): Item {
  const left: Item = { [name]: null, [row.unit]: prior[row.unit] ?? null };
  const bytes = readBytes(row, from);
  if (bytes === null) return left;
  if ((prior[name] ?? null) !== null) {
    return bytes === bytesOf(row, name, prior) ? pick(prior, name, row.unit) : spellBytes(row, name, bytes, prior);
  }
  const followed = isFollowing(row, rows, from);
  const optional = row.mode === undefined || row.mode === 'optional';
  return mode === 'managed' && optional && (row.chosenByLibvirt === true || followed) ? left : spellBytes(row, name, bytes, prior);
}

function isVoid(row: ObjectRow, value: Item): boolean {
  const required = Object.entries(row.rows).some(([name, child]) => child.mode === 'required' && (value[name] ?? null) === null);
  return required || Object.values(value).every((part) => part === null);
}

function readObject(row: ObjectRow, from: XmlElement | undefined, prior: Value, mode: ReadMode): Value {
  if (prior === null && row.chosenByLibvirt === true && mode === 'managed') return null;
  const there = from && findElement(from, row.place ?? '.');
  const found = row.tag === undefined || (there && getPlace(there, row.tag.place)) === row.tag.value ? there : undefined;
  const value = readRows(row.rows, found, asItem(prior), mode);
  if (row.presence === true || row.tag !== undefined) return found === undefined ? null : value;
  if (!isVoid(row, value)) return value;
  return isItem(prior) && isVoid(row, prior) ? value : null;
}

function readList(row: ListRow, from: XmlElement | undefined, prior: Value, beside: Item, mode: ReadMode): Value {
  if (prior === null && row.chosenByLibvirt === true && mode === 'managed') return null;
  const items = asItems(prior);
  const elements = from === undefined ? [] : findAll(from, row.place);
  if (elements.length === 0 && items.length === 0) return Array.isArray(prior) ? [] : null;
  const { pairs, rest } = matchElements(row, items, elements, (element) => readElement(row, element));
  const read = items.flatMap((item) => {
    const found = pairs.get(item);
    return found === undefined ? [] : [readRows(row.rows, found, item, mode)];
  });
  const strange = rest
    .filter((found) => mode === 'everything' || !isIgnored(row, found, beside))
    .map((found) => readStranger(row, found, mode));
  const all = [...read, ...strange];
  return all.length === 0 && !(Array.isArray(prior) && prior.length === 0) ? null : all;
}

function isIgnored(row: ListRow, found: XmlElement, beside: Item): boolean {
  return (typeof row.extra === 'function' ? row.extra(readElement(row, found), beside) : row.extra) === 'ignore';
}

function readStranger(row: ListRow, found: XmlElement, mode: ReadMode): Item {
  const identity = Object.fromEntries(Object.entries(row.rows).filter(([, child]) => child.identity === true));
  return { ...readRows(row.rows, found, {}, mode), ...readRows(identity, found, {}, 'everything') };
}

function readChoice(row: ChoiceRow, from: XmlElement | undefined, prior: Value, mode: ReadMode): Value {
  if (from === undefined || (prior === null && row.chosenByLibvirt === true && mode === 'managed')) return null;
  const tag = getPlace(from, row.tag) ?? row.fallback;
  const place = findElement(from, row.place ?? '.');
  const value = Object.fromEntries(
    Object.entries(row.options).map(([name, option]): [string, Value] => {
      const before = asItem(prior)[name] ?? null;
      if (option.value !== tag) return [name, null];
      if (option.row.kind === 'object') return [name, readRows(option.row.rows, place, asItem(before), mode)];
      return [name, option.row.place === undefined ? true : readScalar({ ...option.row, mode: 'required' }, place, before, {}, mode)];
    }),
  );
  const [chosen = null] = Object.values(value).filter((part) => part !== null);
  const says =
    isItem(chosen) && prior === null && tag === row.fallback ? !Object.values(chosen).every((part) => part === null) : chosen !== null;
  return says ? value : null;
}

function pick(from: Item, ...names: string[]): Item {
  return Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
}

/** All that an element of a list says. */
export function readElement(row: ListRow, element: XmlElement): Item {
  return readRows(row.rows, element, {}, 'everything');
}

/** Reads the attributes of an object from its element, spelled as `prior` spells them. What is unknown there is set, whatever it is. */
export function readRows(rows: Rows, from: XmlElement | undefined, prior: Item, mode: ReadMode): Item {
  const result: Item = {};
  for (const [name, row] of Object.entries(rows)) {
    const given = prior[name] ?? null;
    const before = isUnknown(given) ? null : given;
    const how = isUnknown(given) ? 'everything' : mode;
    if (row.kind === 'scalar') result[name] = readScalar(row, from, before, result, how);
    else if (row.kind === 'quantity') Object.assign(result, readQuantity(row, name, from, { ...prior, [name]: before }, rows, how));
    else if (row.kind === 'object') result[name] = readObject(row, from, before, how);
    else if (row.kind === 'list') result[name] = readList(row, from, before, prior, how);
    else result[name] = readChoice(row, from, before, how);
  }
  return result;
}

/** Reads libvirt's XML of a noun into the attributes of its table. */
export function readTable(table: Table, xml: string, prior: Item, mode: ReadMode = 'managed'): Item {
  return readRows(table.rows, readXml(xml), prior, mode);
}
