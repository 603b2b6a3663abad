import type { Json } from './plan-json';

const LONGEST = 60;

/** What stands at a path of a JSON value; null where something on the way is missing. */
export function jsonAt(value: Json | undefined, path: readonly (string | number)[]): Json {
  let found: Json | undefined = value;
  for (const step of path) {
    found = typeof found === 'object' && found !== null ? (found as Readonly<Record<string | number, Json>>)[step] : null;
  }
  return found ?? null;
}

/** Whether a mask marks the path, something around it or something inside. */
export function isMarked(mask: Json | undefined, path: readonly (string | number)[]): boolean {
  let found: Json | undefined = mask;
  for (const step of path) {
    if (found === true) {
      return true;
    }
    found = typeof found === 'object' && found !== null ? (found as Readonly<Record<string | number, Json>>)[step] : undefined;
  }
  return hasMark(found);
}

function hasMark(mask: Json | undefined): boolean {
  return mask === true || (typeof mask === 'object' && mask !== null && Object.values(mask).some(hasMark));
}

/** A change of one attribute in a line: values where they are short and no secrets, else only that it changes. */
export function describeChange(name: string, before: string, after: string, secret: boolean): string {
  const isLong = [before, after].some((value) => value.length > LONGEST || value.includes('\\n'));
  return secret || isLong ? `${name} changes` : `${name} ${before} → ${after}`;
}
