import { type Nested } from '../schema';
import { canonical, isSame } from '../values/canonical';
import { isObject, UNKNOWN, type Value, type ValueObject } from '../values/value';

/**
 * Pairs the items of a list or set with those of another: for each item the index of its counterpart, or -1.
 * Items are paired by the key of the schema; without one a list pairs by index and a set by the values that `items` knows.
 */
export function matchItems(nested: Nested, items: Value[], others: Value[]): number[] {
  const claimed = new Set<number>();
  const claim = (index: number): number => {
    if (index < 0 || index >= others.length || claimed.has(index)) return -1;
    claimed.add(index);
    return index;
  };
  if (nested.key !== undefined) return matchByKey(nested, items, others, claim);
  if (nested.mode !== 'set') return items.map((_, index) => claim(index));
  return items.map((item) => claim(others.findIndex((other, index) => !claimed.has(index) && agrees(item, other))));
}

function matchByKey(nested: Nested, items: Value[], others: Value[], claim: (index: number) => number): number[] {
  const byKey = new Map<string, number[]>();
  others.forEach((other, index) => {
    const key = keyOf(nested, other);
    if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), index]);
  });
  const keys = items.map((item) => keyOf(nested, item));
  const matches = keys.map((key) => (key === undefined ? -1 : claim(byKey.get(key)?.shift() ?? -1)));
  return matches.map((match, index) => (match === -1 && keys[index] === undefined ? claim(index) : match));
}

function keyOf({ key }: Nested, item: Value): string | undefined {
  const value = isObject(item) ? key?.(item) : undefined;
  return value === undefined || value === null || value === UNKNOWN ? undefined : canonical(value);
}

/** Whether everything that `item` knows is so in `other`. */
function agrees(item: Value, other: Value): boolean {
  if (item === UNKNOWN || item === null) return true;
  if (!isObject(item) || !isObject(other)) return isSame(item, other);
  return Object.keys(item).every((name) => agrees(item[name] as Value, other[name] ?? null));
}

/** The value as a list of items; none if it is null or unknown. */
export function itemsOf(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

/** The value as an object; null if it is none. */
export function objectOf(value: Value | undefined): ValueObject | null {
  return isObject(value) ? value : null;
}
