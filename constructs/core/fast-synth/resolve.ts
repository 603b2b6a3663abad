import { type ResolveOptions, Token } from 'cdktf';

type Resolve = (value: unknown, options: ResolveOptions) => unknown;

/** cdktf refuses more than 200 levels as a circular reference; what comes near goes there. */
const MAX_DEPTH = 190;
/** The marks of a token within a string: of any kind, and of a number that was made part of a text. */
const MARK = 'TfToken[';
const NUMBER_MARK = 'e+2';
/** There are few different keys. */
const ordinaryKeys = new Set<string>();

/**
 * Wraps cdktf's `resolve` so that data without tokens is copied at once, and only what may contain a token is resolved by `stock`.
 * When anything throws, `stock` does the whole work again, so that errors keep their text.
 */
export function fasterResolve(stock: Resolve): Resolve {
  return (value, options) => {
    try {
      return copy(value, 0, (part) => stock(part, options));
    } catch {
      return stock(value, options);
    }
  };
}

function copy(value: unknown, depth: number, stock: (part: unknown) => unknown): unknown {
  switch (typeof value) {
    case 'string':
      return mayBeToken(value) ? stock(value) : value;
    case 'number':
      return Number.isSafeInteger(value) && value !== Token.NUMBER_MAP_TOKEN_VALUE ? value : stock(value);
    case 'boolean':
    case 'undefined':
      return value;
    case 'object':
      break;
    default:
      return stock(value);
  }
  if (value === null) {
    return null;
  }
  if (depth > MAX_DEPTH) {
    throw new RangeError('too deep for the fast path');
  }
  return Array.isArray(value) ? copyArray(value, depth, stock) : copyObject(value, depth, stock);
}

function copyArray(value: unknown[], depth: number, stock: (part: unknown) => unknown): unknown {
  if (
    value.some((item) => (typeof item === 'string' && item.includes(MARK)) || (typeof item === 'number' && !Number.isSafeInteger(item)))
  ) {
    return stock(value);
  }
  const result: unknown[] = [];
  for (const item of value) {
    const copied = copy(item, depth + 1, stock);
    if (copied !== undefined) {
      result.push(copied);
    }
  }
  return result;
}

function copyObject(value: object, depth: number, stock: (part: unknown) => unknown): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return stock(value);
  }
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    if (!isOrdinaryKey(key)) {
      return stock(value);
    }
    const item = (value as Record<string, unknown>)[key];
    if (item !== undefined) {
      const copied = copy(item, depth + 1, stock);
      if (copied !== undefined) {
        result[key] = copied;
      }
    }
  }
  return result;
}

/** Whether a key neither holds a token nor makes its object one, or a construct. */
function isOrdinaryKey(key: string): boolean {
  if (ordinaryKeys.has(key)) {
    return true;
  }
  const isOrdinary = key !== 'resolve' && key !== '_children' && !mayBeToken(key);
  if (isOrdinary && ordinaryKeys.size < 10_000) {
    ordinaryKeys.add(key);
  }
  return isOrdinary;
}

function mayBeToken(text: string): boolean {
  return text.includes(MARK) || text.includes(NUMBER_MARK) || text === Token.STRING_MAP_TOKEN_VALUE || text === Token.ANY_MAP_TOKEN_VALUE;
}

/** Whether resolving would only copy a value; keys without a value aside, which no JSON has. */
export function isPlain(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
      return !mayBeToken(value);
    case 'number':
      return Number.isSafeInteger(value) && value !== Token.NUMBER_MAP_TOKEN_VALUE;
    case 'boolean':
      return true;
    case 'object':
      return value === null || (depth <= MAX_DEPTH && (Array.isArray(value) ? isPlainArray(value, depth) : isPlainObject(value, depth)));
    default:
      return false;
  }
}

function isPlainArray(items: readonly unknown[], depth: number): boolean {
  for (const item of items) {
    if (!isPlain(item, depth + 1)) {
      return false;
    }
  }
  return true;
}

function isPlainObject(value: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return false;
  }
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (!isOrdinaryKey(key) || (item !== undefined && !isPlain(item, depth + 1))) {
      return false;
    }
  }
  return true;
}
