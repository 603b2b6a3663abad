import { Tokenization } from 'cdktf';

type Keyed = Record<string, unknown>;

const names = new Map<string, string>();

/**
 * cdktf's `keysToSnakeCase`, which rewrites the same seven meta-arguments of every resource by four regular expressions each,
 * with a memory.
 * @param snakeCase cdktf's own, for one name
 */
export function rememberingKeysToSnakeCase(snakeCase: (name: string) => string): (value: unknown) => unknown {
  const rename = (name: string): string => {
    let renamed = names.get(name);
    if (renamed === undefined) {
      renamed = snakeCase(name);
      names.set(name, renamed);
    }
    return renamed;
  };
  const convert = (value: unknown): unknown => {
    if (Tokenization.isResolvable(value)) {
      return value;
    }
    if (Array.isArray(value)) {
      return value.map((item: unknown) => (typeof item === 'object' ? convert(item) : item));
    }
    const result: Keyed = {};
    for (const key of Object.keys(value as Keyed)) {
      const item = (value as Keyed)[key];
      if (key === 'tags' || key === 'environment') {
        result[key] = item;
      } else {
        result[rename(key)] = typeof item === 'object' ? convert(item) : item;
      }
    }
    return result;
  };
  return convert;
}
