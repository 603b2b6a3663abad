/** The placeholder of a value that only apply decides. It is the only unknown: refinements that Terraform sends are dropped, which is always allowed. */
export const UNKNOWN = Symbol('unknown');

/** What an attribute can hold. A number beyond 2^53 is a bigint; one that neither can hold exactly is its decimal text. Sets are arrays. */
export type Value = null | boolean | string | number | bigint | Value[] | { [key: string]: Value } | typeof UNKNOWN;

/** A map of Terraform, or an object: attribute names to values. */
export interface ValueObject {
  [key: string]: Value;
}

/** All attributes of one resource, data source or provider configuration. */
export type State = ValueObject;

/** Where a value stands inside a state: attribute names, map keys and list indexes. */
export type Path = (string | number)[];

/** Whether a value is an object or a map. */
export function isObject(value: Value | undefined): value is ValueObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an object holds under a name, null if nothing; unlike indexing it does not find what every object inherits. */
export function member(object: ValueObject | null | undefined, name: string): Value {
  return object && Object.hasOwn(object, name) ? (object[name] as Value) : null;
}

/** Whether nothing inside a value is unknown. */
export function isWhollyKnown(value: Value): boolean {
  if (value === UNKNOWN) return false;
  if (Array.isArray(value)) return value.every(isWhollyKnown);
  if (isObject(value)) return Object.values(value).every(isWhollyKnown);
  return true;
}

/** A deep copy, so that a verb can change what it was given. */
export function clone<T extends Value>(value: T): T {
  if (Array.isArray(value)) return value.map(clone) as T;
  if (!isObject(value)) return value;
  const copy: ValueObject = {};
  for (const key of Object.keys(value)) copy[key] = clone(value[key] as Value);
  return copy as T;
}

/** The same value with null in every unknown place. */
export function withoutUnknown(value: Value): Value {
  if (value === UNKNOWN) return null;
  if (Array.isArray(value)) return value.map(withoutUnknown);
  if (!isObject(value)) return value;
  const known: ValueObject = {};
  for (const key of Object.keys(value)) known[key] = withoutUnknown(value[key] as Value);
  return known;
}
