import { type Attribute, type Attributes, type Nested } from '../schema';
import { isObject, member, type Value, type ValueObject } from '../values/value';
import { itemsOf, matchItems, objectOf } from './matching';
import { respelled } from './spelling';

/** What was read, told in the words of the prior state: items in the order that they had, values as they were spelled. */
export function align(attributes: Attributes, prior: ValueObject | null, actual: ValueObject): ValueObject {
  if (prior === null) return actual;
  const aligned: ValueObject = {};
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name] as Attribute;
    const value = respelled(attribute, member(prior, name), member(actual, name), actual, prior);
    aligned[name] = attribute.nested ? alignNested(attribute.nested, member(prior, name), value) : value;
  }
  return aligned;
}

function alignNested(nested: Nested, prior: Value, actual: Value): Value {
  const item = (before: Value | undefined, after: Value): Value =>
    isObject(after) ? align(nested.attributes, objectOf(before), after) : after;
  if (nested.mode === 'single') return item(prior, actual);
  if (Array.isArray(actual)) return ordered(nested, itemsOf(prior), actual).map(([before, after]) => item(before, after));
  if (!isObject(actual)) return actual;
  return Object.fromEntries(Object.entries(actual).map(([key, after]) => [key, item(member(objectOf(prior), key), after)]));
}

/** The items that were read with their counterparts: first those that have one, in its order, then the new ones. */
function ordered(nested: Nested, priors: Value[], items: Value[]): [Value | undefined, Value][] {
  const matches = matchItems(nested, items, priors);
  const ranked = items.map((item, index): { item: Value; rank: number } => ({
    item,
    rank: matches[index] === -1 ? priors.length + index : (matches[index] as number),
  }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ item, rank }) => [priors[rank], item]);
}
