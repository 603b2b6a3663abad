import { getPlace, removePlace, setPlace, type XmlElement } from '../xml';
import { type QuantityRow, type Rows } from './row';
import { bytesIn, toBytes } from './unit';
import { isUnknown, type Item, type Value } from './value';

/** The bytes that an item's size means; null when it is left out, unknown or has an unknown unit. */
export function bytesOf(row: QuantityRow, name: string, item: Item): number | null {
  const amount = item[name] ?? null;
  if (amount === null || isUnknown(amount)) return null;
  return toBytes(Number(amount), unitOf(row, item)) ?? null;
}

function unitOf(row: QuantityRow, item: Item): string {
  const unit = item[row.unit];
  return typeof unit === 'string' ? unit : row.defaultUnit;
}

/** The bytes that stand in the XML; null when there are none. */
export function readBytes(row: QuantityRow, from: XmlElement | undefined): number | null {
  const amount = from && getPlace(from, row.place);
  if (from === undefined || amount === undefined || !/^\s*\d+\s*$/.test(amount)) return null;
  return toBytes(Number(amount), getPlace(from, `${row.place}@unit`) ?? row.defaultUnit) ?? null;
}

/** Spells bytes as Terraform knows them: in the prior unit as long as that divides them. */
export function spellBytes(row: QuantityRow, name: string, bytes: number, prior: Item): Item {
  const unit = prior[row.unit] ?? null;
  const factor = bytesIn(unitOf(row, prior)) ?? 1;
  if (bytes % factor === 0 || row.mode === 'computed') return { [name]: bytes / factor, [row.unit]: unit };
  const byDefault = bytesIn(row.defaultUnit) ?? 1;
  return bytes % byDefault === 0 ? { [name]: bytes / byDefault, [row.unit]: row.defaultUnit } : { [name]: bytes, [row.unit]: 'bytes' };
}

/** Whether the XML says of a size just what leaving it out would mean. */
export function isFollowing(row: QuantityRow, rows: Rows, from: XmlElement | undefined): boolean {
  const model = row.follows === undefined ? undefined : rows[row.follows];
  return model?.kind === 'quantity' && readBytes(model, from) === readBytes(row, from);
}

/** Writes an item's size unless the XML already means it; removes it when it is left out. */
export function patchSize(row: QuantityRow, name: string, rows: Rows, into: XmlElement, before: Item, after: Item): void {
  const wanted: Value = after[name] ?? null;
  if (wanted === null) {
    if (!isFollowing(row, rows, into) && (row.chosenByLibvirt !== true || (before[name] ?? null) !== null)) {
      removePlace(into, `${row.place}@unit`);
      removePlace(into, row.place);
    }
    return;
  }
  if (readBytes(row, into) === bytesOf(row, name, after)) return;
  setPlace(into, row.place, String(wanted));
  setPlace(into, `${row.place}@unit`, unitOf(row, after));
}
