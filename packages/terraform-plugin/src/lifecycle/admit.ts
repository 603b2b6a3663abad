import { type Attribute, type Attributes, isComputed, type Nested } from '../schema';
import { isSame } from '../values/canonical';
import { member, UNKNOWN, type Value, type ValueObject } from '../values/value';
import { itemsOf, objectOf } from './matching';

/** A plan at one place: as proposed, as the resource wants it, as it was before and as it is configured. */
interface Views<T> {
  proposed: T;
  wanted: T;
  prior: T;
  config: T;
}

/** The proposed state with what the resource's own `plan` may change of it: what the configuration leaves to the provider. The rest is put back. */
export function admit(
  attributes: Attributes,
  proposed: ValueObject,
  wanted: ValueObject,
  prior: ValueObject | null,
  config: ValueObject,
): ValueObject {
  const admitted: ValueObject = {};
  for (const name of Object.keys(attributes)) {
    const views: Views<Value> = {
      proposed: member(proposed, name),
      wanted: member(wanted, name),
      prior: member(prior, name),
      config: member(config, name),
    };
    admitted[name] = admitAttribute(attributes[name] as Attribute, views);
  }
  return admitted;
}

function admitAttribute(attribute: Attribute, { proposed, wanted, prior, config }: Views<Value>): Value {
  if (attribute.writeOnly || config === UNKNOWN) return proposed;
  if (config === null) return isComputed(attribute) ? wanted : proposed;
  if (wanted === UNKNOWN || wanted === null) return proposed;
  if (attribute.nested) return admitNested(attribute.nested, { proposed, wanted, prior, config });
  return isSame(wanted, config) || isSame(wanted, prior) ? wanted : proposed;
}

function admitNested(nested: Nested, { proposed, wanted, prior, config }: Views<Value>): Value {
  if (nested.mode === 'set') return itemsOf(wanted).length === itemsOf(proposed).length ? wanted : proposed;
  const item = (views: Views<Value | undefined>): Value => {
    const [one, other, configured] = [objectOf(views.proposed), objectOf(views.wanted), objectOf(views.config)];
    if (one === null || other === null || configured === null) return views.proposed ?? null;
    return admit(nested.attributes, one, other, objectOf(views.prior), configured);
  };
  if (nested.mode === 'single') return item({ proposed, wanted, prior, config });
  if (nested.mode === 'list') {
    const [all, priors, configs] = [itemsOf(wanted), itemsOf(prior), itemsOf(config)];
    return itemsOf(proposed).map((one, index) => item({ proposed: one, wanted: all[index], prior: priors[index], config: configs[index] }));
  }
  const [all, priors, configs] = [objectOf(wanted), objectOf(prior), objectOf(config)];
  const admitted: ValueObject = {};
  for (const [key, one] of Object.entries(objectOf(proposed) ?? {})) {
    admitted[key] = item({ proposed: one, wanted: member(all, key), prior: member(priors, key), config: member(configs, key) });
  }
  return admitted;
}
