import { type Codec, decimal, plainText, presence } from './codec';
import { type ScalarRow } from './row';
import { type Item, type Value } from './value';

/** The codec of a single value. */
export function codecOf(row: ScalarRow): Codec {
  if (row.codec !== undefined) return row.codec;
  if (row.type === 'bool') return presence;
  return row.type === 'number' ? decimal : plainText;
}

/** What leaving a single value out means, null when nothing is known of that. An absent element means false. */
export function impliedBy(row: ScalarRow, siblings: Item): Value {
  if (row.implied === undefined) return row.type === 'bool' && codecOf(row) === presence && row.place !== undefined ? false : null;
  return typeof row.implied === 'function' ? row.implied(siblings) : row.implied;
}

/** Whether a value is written by writing nothing: false, where an element means true. */
export function isAbsent(row: ScalarRow, value: Value): boolean {
  return value === false && codecOf(row) === presence;
}

/** Whether two values of a row mean the same. */
export function sameScalar(row: ScalarRow, a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a === 'symbol' || typeof b === 'symbol') return false;
  if (row.type === 'number') return Number(a) === Number(b);
  return row.same?.(a, b) ?? false;
}
