import type { Json, JsonObject } from './plan-json';
import { isSecretName } from './sensitive';
import type { StackJson } from './stack-json';

// A doubled sign is text that looks like a reference.
const REFERENCE = /(?<!\$)\$\{([\w-]+)\.([\w-]+)(?:\.([\w.[\]-]+))?\}/g;

/** What a reference names: an attribute of a resource. */
export interface Reference {
  readonly address: string;
  readonly attribute: string;
}

/** Puts in what can be known before anything runs: defaults of variables that are no secrets, and attributes that other resources set. */
export function resolved(stack: StackJson, config: JsonObject): JsonObject {
  const lookUp = (kind: string, name: string, attribute = ''): Json | undefined => {
    if (kind === 'var') {
      const variable = stack.variable?.[name];
      return variable?.['sensitive'] === true || isSecretName(name) ? undefined : variable?.['default'];
    }
    const found = stack.resource?.[kind]?.[name]?.[attribute];
    return typeof found === 'object' || found === undefined ? undefined : walk(found);
  };
  const walk = (value: Json): Json => {
    if (typeof value === 'string') {
      const [whole] = [...value.matchAll(REFERENCE)];
      if (whole?.[0] === value) {
        return lookUp(whole[1] ?? '', whole[2] ?? '', whole[3]) ?? value;
      }
      return value.replace(REFERENCE, (text, kind: string, name: string, attribute?: string) => {
        const found = lookUp(kind, name, attribute);
        return found === undefined ? text : String(found);
      });
    }
    return mapped(value, walk);
  };
  return walk(config) as JsonObject;
}

/** True where a text refers to what is known only after apply; undefined where nothing does. */
export function unknownMask(value: Json, isUnknown: (reference: Reference) => boolean): Json | undefined {
  if (typeof value === 'string') {
    return referencesIn(value).some(isUnknown) ? true : undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (Array.isArray(value)) {
    const masks = (value as readonly Json[]).map((item) => unknownMask(item, isUnknown) ?? false);
    return masks.some((mask) => mask !== false) ? masks : undefined;
  }
  const masks = Object.entries(value).flatMap(([name, part]) => {
    const mask = unknownMask(part, isUnknown);
    return mask === undefined ? [] : [[name, mask] as const];
  });
  return masks.length > 0 ? Object.fromEntries(masks) : undefined;
}

/** The same value with references to moved resources that name them by their new address. */
export function renamed(value: Json, moves: ReadonlyMap<string, string>): Json {
  if (moves.size === 0) {
    return value;
  }
  return typeof value === 'string'
    ? value.replace(REFERENCE, (text, kind: string, name: string) => {
        const to = moves.get(`${kind}.${name}`);
        return to === undefined ? text : text.replace(`${kind}.${name}`, to);
      })
    : mapped(value, (part) => renamed(part, moves));
}

/** The references to resources in a text. */
export function referencesIn(text: string): Reference[] {
  return [...text.matchAll(REFERENCE)]
    .filter(([, kind]) => kind !== 'var' && kind !== 'data' && kind !== 'local')
    .map(([, kind = '', name = '', attribute = '']) => ({ address: `${kind}.${name}`, attribute }));
}

function mapped(value: Json, change: (part: Json) => Json): Json {
  if (Array.isArray(value)) {
    return (value as readonly Json[]).map(change);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, change(part)]))
    : value;
}
