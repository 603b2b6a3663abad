import { type Nested } from '../schema';
import { canonical } from '../values/canonical';
import { agrees } from './agreement';
import { isObject, UNKNOWN, type Value, type ValueObject } from '../values/value';

/**
 * Pairs the items of a list or set with those of another: for each item the index of its counterpart, or -1.
 * Items are paired by the key of the schema. Those without one are paired by their place in a list, and in a set by what they know.
 */
export function matchItems(nested: Nested, items: Value[], others: Value[]): number[] {
  const pairing = new Pairing(items, others);
  pairing.byKey((item) => keyOf(nested, item));
  if (nested.mode === 'set') pairing.byContent((item, other) => agrees(nested.attributes, item, other));
  else pairing.byPlace((item) => keyOf(nested, item) === undefined);
  return pairing.matches;
}

/** The pairs that have been found; nobody is paired twice. */
class Pairing {
  readonly matches: number[];
  private readonly claimed = new Set<number>();

  constructor(
    private readonly items: Value[],
    private readonly others: Value[],
  ) {
    this.matches = items.map(() => -1);
  }

  byKey(keyOfItem: (item: Value) => string | undefined): void {
    const places = new Map<string, number[]>();
    this.others.forEach((other, place) => {
      const key = keyOfItem(other);
      if (key !== undefined) places.set(key, [...(places.get(key) ?? []), place]);
    });
    this.items.forEach((item, index) => this.pair(index, places.get(keyOfItem(item) ?? '')?.shift() ?? -1));
  }

  byPlace(applies: (item: Value) => boolean): void {
    this.items.forEach((item, index) => applies(item) && this.pair(index, index));
  }

  /** Those that know most choose first, so that they are not left with what fits others as well. */
  byContent(fits: (item: ValueObject, other: ValueObject) => boolean): void {
    const open = [...this.items.keys()].filter((index) => this.matches[index] === -1);
    const known = this.items.map(knownIn);
    for (const index of open.sort((a, b) => (known[b] ?? 0) - (known[a] ?? 0))) {
      const item = this.items[index];
      const place = this.others.findIndex((other, at) => !this.claimed.has(at) && isObject(item) && isObject(other) && fits(item, other));
      this.pair(index, place);
    }
  }

  private pair(index: number, place: number): void {
    if (place < 0 || place >= this.others.length || this.claimed.has(place)) return;
    this.claimed.add(place);
    this.matches[index] = place;
  }
}

/** How many values a value consists of, itself included. */
function knownIn(value: Value): number {
  if (value === null || value === UNKNOWN) return 0;
  const parts = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return parts.reduce((sum: number, part) => sum + knownIn(part), 1);
}

function keyOf({ key }: Nested, item: Value): string | undefined {
  const value = isObject(item) ? key?.(item) : undefined;
  return value === undefined || value === null || value === UNKNOWN ? undefined : canonical(value);
}

/** The value as a list of items; none if it is null or unknown. */
export function itemsOf(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

/** The value as an object; null if it is none. */
export function objectOf(value: Value | undefined): ValueObject | null {
  return isObject(value) ? value : null;
}
