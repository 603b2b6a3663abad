import { isObject, UNKNOWN, type Value } from './value';

/** A text that two values share exactly if they are equal; sets are sorted by it. */
export function canonical(value: Value): string {
  if (value === UNKNOWN) return '?';
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (isObject(value)) {
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Value)}`)
      .join()}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Whether two conformed values are the same, without regard to spelling rules. */
export function isSame(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => Object.hasOwn(right, key) && isSame(left[key], right[key]));
}

/** The elements of a set in a fixed order, each known one once. */
export function setOf(items: Value[]): Value[] {
  if (items.length < 2) return items;
  const sorted = items
    .map((item): { item: Value; text: string } => ({ item, text: canonical(item) }))
    .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)));
  return sorted.filter(({ text }, index) => text.includes('?') || text !== sorted[index - 1]?.text).map(({ item }) => item);
}
