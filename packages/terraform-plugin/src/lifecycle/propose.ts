import { type Attribute, type Attributes, isComputed, type Nested } from '../schema';
import { isObject, member, UNKNOWN, type Value, type ValueObject } from '../values/value';
import { itemsOf, matchItems, objectOf } from './matching';
import { spelled } from './spelling';

/** What a configured object is compared with. */
interface Prior {
  /** The same object before the change: what the provider has filled in is taken from it. */
  own: ValueObject | null;
  /** The object that stood at the same place: the only one whose spelling Terraform lets a plan keep. */
  placed: ValueObject | null;
}

/**
 * The planned state that follows from the configuration alone: what is configured as it is, or as it was spelled before; what the provider fills in
 * as it was, unknown if it was not there; defaults; nothing for write-only values.
 * `changing` makes volatile attributes unknown.
 */
export function propose(attributes: Attributes, prior: ValueObject | null, config: ValueObject, changing = false): ValueObject {
  return proposeObject(attributes, { own: prior, placed: prior }, config, changing);
}

function proposeObject(attributes: Attributes, prior: Prior, config: ValueObject, changing: boolean): ValueObject {
  const planned: ValueObject = {};
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name] as Attribute;
    planned[name] = proposeAttribute(attribute, name, prior, config, changing);
  }
  return planned;
}

function proposeAttribute(attribute: Attribute, name: string, prior: Prior, siblings: ValueObject, changing: boolean): Value {
  const own = prior.own === null ? undefined : member(prior.own, name);
  const placed = member(prior.placed, name);
  const config = member(siblings, name);
  if (attribute.writeOnly) return null;
  if (config === null && attribute.default !== undefined) return spelled(attribute, own ?? null, attribute.default, siblings, prior.own);
  if (config === null) return isComputed(attribute) ? filledIn(attribute, own, changing) : null;
  if (config === UNKNOWN) return UNKNOWN;
  if (attribute.nested) return proposeNested(attribute.nested, own ?? null, placed, config, changing);
  return spelled(attribute, placed, config, siblings, prior.placed);
}

function filledIn(attribute: Attribute, own: Value | undefined, changing: boolean): Value {
  return own === undefined || (changing && attribute.volatile) ? UNKNOWN : own;
}

function proposeNested(nested: Nested, own: Value, placed: Value, config: Value, changing: boolean): Value {
  const item = (value: Value, mine: Value | undefined, there: Value | undefined): Value =>
    isObject(value) ? proposeObject(nested.attributes, { own: objectOf(mine), placed: objectOf(there) }, value, changing) : value;
  if (nested.mode === 'single') return item(config, own, placed);
  if (Array.isArray(config)) {
    const priors = itemsOf(own);
    const matches = matchItems(nested, config, priors);
    return config.map((value, index) => {
      const mine = priors[matches[index] ?? -1];
      return item(value, mine, nested.mode === 'set' ? mine : itemsOf(placed)[index]);
    });
  }
  const planned: ValueObject = {};
  for (const [key, value] of Object.entries(config as ValueObject))
    planned[key] = item(value, member(objectOf(own), key), member(objectOf(placed), key));
  return planned;
}
