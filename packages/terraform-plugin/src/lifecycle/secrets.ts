import { type Attributes } from '../schema';
import { isObject, member, type State, type Value } from '../values/value';

/** Shorter values would blot out half of every text. */
const MIN_LENGTH = 4;
const HIDDEN = '(sensitive value)';

/** The texts in a state that nobody may see: the strings below sensitive and write-only attributes. */
export function secretsOf(attributes: Attributes, state: State | null): string[] {
  return [...secretsIn(attributes, state ?? {})];
}

/** A text without the secrets. */
export function redact(text: string, secrets: string[]): string {
  return secrets.reduce((redacted, secret) => redacted.replaceAll(secret, HIDDEN), text);
}

function* secretsIn(attributes: Attributes, state: State): Generator<string> {
  for (const [name, attribute] of Object.entries(attributes)) {
    const value = member(state, name);
    if (attribute.sensitive || attribute.writeOnly) yield* texts(value);
    else if (attribute.nested)
      for (const item of objectsIn(value, attribute.nested.mode)) yield* secretsIn(attribute.nested.attributes, item);
  }
}

function objectsIn(value: Value, mode: string): State[] {
  const items: Value[] = mode === 'single' ? [value] : Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  return items.filter((item) => isObject(item));
}

function* texts(value: Value): Generator<string> {
  if (typeof value === 'string' && value.length >= MIN_LENGTH) yield value;
  if (Array.isArray(value)) for (const item of value) yield* texts(item);
  if (isObject(value)) for (const item of Object.values(value)) yield* texts(item);
}
