import { type Value } from '@labcloud/terraform-plugin';

export { type Value };

/** An object as Terraform keeps it: attribute name → value. */
export interface Item {
  [attribute: string]: Value;
}

/** Whether a value will be known only at apply. Everything else that Terraform passes is no symbol. */
export function isUnknown(value: Value | undefined): boolean {
  return typeof value === 'symbol';
}

/** The value as an object; null, unknown and anything else count as an empty one. */
export function asItem(value: Value | undefined): Item {
  return isItem(value) ? value : {};
}

/** Whether a value is a known object. */
export function isItem(value: Value | undefined): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects of a list; null and unknown count as an empty list. */
export function asItems(value: Value | undefined): Item[] {
  return Array.isArray(value) ? value.filter(isItem) : [];
}

/** Looks an attribute up along a dotted path, e.g. `at(item, 'target.dev')`; null when something on the way is missing. */
export function at(item: Value | undefined, path: string): Value {
  let found: Value | undefined = item;
  for (const step of path.split('.')) found = isItem(found) ? found[step] : null;
  return found ?? null;
}

/** A known string at a dotted path, else undefined. */
export function stringAt(item: Value | undefined, path: string): string | undefined {
  const found = at(item, path);
  return typeof found === 'string' ? found : undefined;
}

/** Whether two values are spelled alike, and hold nothing unknown. */
export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((part, index) => isSame(part, b[index]));
  if (!isItem(a)) return a === b && !isUnknown(a);
  return isItem(b) && Object.keys({ ...a, ...b }).every((name) => isSame(a[name], b[name]));
}
