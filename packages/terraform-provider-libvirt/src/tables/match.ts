import { type XmlElement } from '../xml';
import { type ListRow } from './row';
import { type Item } from './value';

interface Candidate<T> {
  value: T;
  found: Item;
}

function pair<T>(row: ListRow, items: readonly Item[], candidates: readonly Candidate<T>[]): { pairs: Map<Item, T>; rest: T[] } {
  const free = new Set(candidates);
  const byKey = new Map<string, Candidate<T>[]>();
  for (const candidate of candidates) {
    const key = row.key?.(candidate.found);
    if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), candidate]);
  }
  const pairs = new Map<Item, T>();
  const take = (item: Item, candidate: Candidate<T> | undefined): void => {
    if (candidate === undefined) return;
    free.delete(candidate);
    pairs.set(item, candidate.value);
  };
  const keyless: Item[] = [];
  for (const item of items) {
    const key = row.key?.(item);
    if (key === undefined) keyless.push(item);
    else take(item, byKey.get(key)?.shift());
  }
  for (const item of keyless) {
    for (const candidate of free) {
      if (row.resembles?.(item, candidate.found) === false) continue;
      take(item, candidate);
      break;
    }
  }
  return { pairs, rest: [...free].map(({ value }) => value) };
}

/** Finds the XML element of each item: by the row's key, and items without one by their order; `rest` are the others. `read` tells what an element says. */
export function matchElements(
  row: ListRow,
  items: readonly Item[],
  elements: readonly XmlElement[],
  read: (element: XmlElement) => Item,
): { pairs: Map<Item, XmlElement>; rest: XmlElement[] } {
  const looks = row.key !== undefined || row.resembles !== undefined;
  return pair(
    row,
    items,
    elements.map((value) => ({ value, found: looks ? read(value) : {} })),
  );
}

/** Finds what each item of `after` was before, by the same rules; `rest` are the items that are gone. */
export function matchItems(row: ListRow, after: readonly Item[], before: readonly Item[]): { pairs: Map<Item, Item>; rest: Item[] } {
  return pair(
    row,
    after,
    before.map((value) => ({ value, found: value })),
  );
}
