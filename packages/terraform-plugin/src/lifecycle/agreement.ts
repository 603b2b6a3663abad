import { type Attribute, type Attributes, isComputed, type Nested } from '../schema';
import { isObject, member, UNKNOWN, type Value, type ValueObject } from '../values/value';
import { isEqual } from './spelling';

/** Whether everything that one object knows is so in the other; what is write-only, or computed and not yet known, counts for nothing. */
export function agrees(attributes: Attributes, item: ValueObject, other: ValueObject): boolean {
  return Object.entries(attributes).every(([name, attribute]) => agreesOn(attribute, member(item, name), member(other, name), item, other));
}

function agreesOn(attribute: Attribute, value: Value, other: Value, siblings: ValueObject, otherSiblings: ValueObject): boolean {
  if (attribute.writeOnly || value === UNKNOWN || (value === null && isComputed(attribute))) return true;
  if (attribute.nested && value !== null && other !== null) return agreesBelow(attribute.nested, value, other);
  return isEqual(attribute, other, value, siblings, otherSiblings);
}

function agreesBelow({ mode, attributes }: Nested, value: Value, other: Value): boolean {
  const both = (one: Value | undefined, two: Value | undefined): boolean => isObject(one) && isObject(two) && agrees(attributes, one, two);
  if (mode === 'single') return both(value, other);
  if (Array.isArray(value) && Array.isArray(other)) {
    const found = (item: Value, index: number): boolean =>
      mode === 'set' ? other.some((two) => both(item, two)) : both(item, other[index]);
    return value.length === other.length && value.every(found);
  }
  if (!isObject(value) || !isObject(other)) return false;
  const keys = Object.keys(value);
  return keys.length === Object.keys(other).length && keys.every((key) => both(value[key], member(other, key)));
}
