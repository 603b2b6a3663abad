import { Matcher } from './matcher';

const LONGEST = 120;

/** A value in a short line, for messages. */
export function describeValue(value: unknown): string {
  const text = spell(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function spell(value: unknown): string {
  if (value instanceof Matcher) {
    return value.description;
  }
  if (Array.isArray(value)) {
    return `[${value.map(spell).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null && !isPlain(value)) {
    return value instanceof RegExp ? String(value) : value.constructor.name;
  }
  if (typeof value === 'object' && value !== null) {
    const parts = Object.entries(value).map(([key, part]) => `${/^[\w-]+$/.test(key) ? key : JSON.stringify(key)}: ${spell(part)}`);
    return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
  }
  return JSON.stringify(value) ?? String(value);
}

/** What kind of thing a value is. */
export function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A path as it would be written in a program. */
export function describePath(path: readonly (string | number)[]): string {
  const text = path
    .map((step) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`))
    .join('');
  return text.replace(/^\./, '');
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
