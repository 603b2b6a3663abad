import { type Item, isItem, isUnknown, type Value } from '../tables';

/** A copy in which null stands for what is not known yet: what a verb can work with. */
export function knownOnly(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, known(value)]));
}

function known(value: Value): Value {
  if (isUnknown(value)) return null;
  if (Array.isArray(value)) return value.map(known);
  return isItem(value) ? knownOnly(value) : value;
}
