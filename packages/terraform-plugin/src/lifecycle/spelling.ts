import { isSame } from '../values/canonical';
import { type Attribute } from '../schema';
import { isObject, UNKNOWN, type Value, type ValueObject } from '../values/value';

/** Whether a value says as much as no value. */
function isEmpty(value: Value): boolean {
  return value === null || (Array.isArray(value) && value.length === 0) || (isObject(value) && Object.keys(value).length === 0);
}

/** Whether two values mean the same by the attribute's own rule. */
export function isEqual(
  attribute: Attribute,
  prior: Value,
  value: Value,
  siblings: ValueObject,
  priorSiblings: ValueObject | null,
): boolean {
  if (isSame(prior, value)) return true;
  if (prior === null || value === null || prior === UNKNOWN || value === UNKNOWN) return false;
  return attribute.equal?.(prior, value, siblings, priorSiblings ?? {}) === true;
}

/** The configured value, or the prior one if that means the same. */
export function spelled(attribute: Attribute, prior: Value, value: Value, siblings: ValueObject, priorSiblings: ValueObject | null): Value {
  return isEqual(attribute, prior, value, siblings, priorSiblings) ? prior : value;
}

/** The value that was read, or the prior one if that means the same; nothing and an empty collection do. */
export function respelled(
  attribute: Attribute,
  prior: Value,
  value: Value,
  siblings: ValueObject,
  priorSiblings: ValueObject | null,
): Value {
  if (attribute.nested?.mode !== 'single' && isEmpty(prior) && isEmpty(value)) return prior;
  return spelled(attribute, prior, value, siblings, priorSiblings);
}
