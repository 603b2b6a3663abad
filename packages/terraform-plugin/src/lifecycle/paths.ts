import { type Attribute, type Attributes } from '../schema';
import { type Type } from '../values/type';
import { isObject, type Path, type State, type Value } from '../values/value';
import { type AttributePathMessage, type PathStepMessage } from '../wire/common-messages';

/** The path in Terraform's form, cut off where the schema does not know it or a set begins: elements of sets have no path. */
export function pathMessage(attributes: Attributes, path: Path): AttributePathMessage {
  return { steps: stepsOf({ object: attributes }, path) };
}

/** The path as far as it leads to something in one of the states; undefined if nowhere. */
export function existingPath(attributes: Attributes, path: Path, states: (State | null)[]): AttributePathMessage | undefined {
  const steps = stepsOf({ object: attributes }, path).length;
  const length = Math.max(0, ...states.map((state) => reach(state, path.slice(0, steps))));
  return length === 0 ? undefined : pathMessage(attributes, path.slice(0, length));
}

/** How many steps of the path lead somewhere. */
function reach(state: Value, path: Path): number {
  let value = state;
  for (const [index, step] of path.entries()) {
    const next: Value | undefined = Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined;
    if (next === undefined) return index;
    value = next;
  }
  return path.length;
}

/** What a step is taken in. */
type Place = { object: Attributes } | { attribute: Attribute } | { item: Attribute } | { type: Type };

function stepsOf(start: Place, path: Path): PathStepMessage[] {
  const steps: PathStepMessage[] = [];
  let place: Place | undefined = start;
  for (const step of path) {
    const taken: [PathStepMessage, Place] | undefined = place && take(place, step);
    if (taken === undefined) break;
    steps.push(taken[0]);
    place = taken[1];
  }
  return steps;
}

function take(place: Place, step: string | number): [PathStepMessage, Place] | undefined {
  if ('object' in place) {
    const attribute = Object.hasOwn(place.object, step) ? place.object[step] : undefined;
    return attribute && [{ attributeName: String(step) }, { attribute }];
  }
  if ('attribute' in place) return takeIn(place.attribute, step);
  if ('item' in place) return take({ object: place.item.nested?.attributes ?? {} }, step);
  const { type } = place;
  if (typeof type === 'string' || 'set' in type) return undefined;
  if ('list' in type) return [{ elementKeyInt: Number(step) }, { type: type.list }];
  if ('map' in type) return [{ elementKeyString: String(step) }, { type: type.map }];
  const inner = type.object[step];
  return inner && [{ attributeName: String(step) }, { type: inner }];
}

function takeIn(attribute: Attribute, step: string | number): [PathStepMessage, Place] | undefined {
  const mode = attribute.nested?.mode;
  if (mode === undefined) return attribute.type && take({ type: attribute.type }, step);
  if (mode === 'single') return take({ item: attribute }, step);
  if (mode === 'list') return [{ elementKeyInt: Number(step) }, { item: attribute }];
  return mode === 'map' ? [{ elementKeyString: String(step) }, { item: attribute }] : undefined;
}
