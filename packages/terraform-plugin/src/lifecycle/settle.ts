import { type Attribute, type Attributes, type Nested } from '../schema';
import { isSame } from '../values/canonical';
import { isObject, isWhollyKnown, member, UNKNOWN, type Value, type ValueObject, withoutUnknown } from '../values/value';
import { itemsOf, matchItems, objectOf } from './matching';

/** What apply gives back: every planned value as it was planned, every unknown one as the verb returned it, nothing unknown. `onConflict` hears of returned values that the plan overrules. */
export function settle(
  attributes: Attributes,
  planned: ValueObject,
  actual: ValueObject,
  onConflict: (attribute: string) => void = () => undefined,
): ValueObject {
  const settled: ValueObject = {};
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name] as Attribute;
    const plan: Value = member(planned, name);
    const result: Value = member(actual, name);
    settled[name] = attribute.writeOnly ? null : settleAttribute(attribute, plan, result);
    if (!attribute.writeOnly && isWhollyKnown(plan) && !isSame(plan, result)) onConflict(name);
  }
  return settled;
}

function settleAttribute(attribute: Attribute, planned: Value, actual: Value): Value {
  if (planned === UNKNOWN) return withoutUnknown(actual);
  if (isWhollyKnown(planned)) return planned;
  return attribute.nested ? settleNested(attribute.nested, planned, actual) : settleParts(planned, actual);
}

function settleNested(nested: Nested, planned: Value, actual: Value): Value {
  const item = (plan: Value, result: Value | undefined): Value => {
    if (!isObject(plan)) return withoutUnknown(plan === UNKNOWN ? (result ?? null) : plan);
    return settle(nested.attributes, plan, objectOf(result) ?? {});
  };
  if (nested.mode === 'single') return item(planned, actual);
  if (Array.isArray(planned)) {
    const matches = matchItems(nested, planned, itemsOf(actual));
    return planned.map((plan, index) => item(plan, itemsOf(actual)[matches[index] ?? -1]));
  }
  return Object.fromEntries(Object.entries(planned as ValueObject).map(([key, plan]) => [key, item(plan, member(objectOf(actual), key))]));
}

/** The same for collections of plain values, of which parts are unknown. */
function settleParts(planned: Value, actual: Value): Value {
  if (planned === UNKNOWN) return withoutUnknown(actual);
  if (Array.isArray(planned)) return planned.map((plan, index) => settleParts(plan, itemsOf(actual)[index] ?? null));
  if (!isObject(planned)) return planned;
  return Object.fromEntries(Object.entries(planned).map(([key, plan]) => [key, settleParts(plan, member(objectOf(actual), key))]));
}
