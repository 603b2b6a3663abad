import { type Diagnostic } from '../diagnostic';
import { type Attribute, type Attributes, isSettable } from '../schema';
import { isObject, member, type Path, UNKNOWN, type Value, type ValueObject } from '../values/value';

/** What is wrong with a configuration by the rules of its attributes: also what Terraform does not check inside nested objects. */
export function validateConfig(attributes: Attributes, config: ValueObject, writeOnlyAllowed: boolean): Diagnostic[] {
  return [...problems(attributes, config, writeOnlyAllowed, [])];
}

function* problems(attributes: Attributes, config: ValueObject, writeOnlyAllowed: boolean, path: Path): Generator<Diagnostic> {
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name] as Attribute;
    const value = member(config, name);
    const here = [...path, name];
    if (value === null) {
      if (attribute.required) yield problem('Missing attribute', `"${name}" is required.`, here);
      continue;
    }
    if (!isSettable(attribute)) yield problem('Attribute cannot be set', `"${name}" is decided by the provider: remove it.`, here);
    if (attribute.writeOnly && !writeOnlyAllowed)
      yield problem('Terraform is too old', `"${name}" is write-only, which needs Terraform 1.11 or later.`, here);
    if (value === UNKNOWN) continue;
    const fault = attribute.validate?.(value);
    if (fault !== undefined) yield problem(`Invalid value for ${name}`, fault, here);
    for (const [step, item] of itemsBelow(attribute, value)) {
      if (isObject(item)) yield* problems(attribute.nested?.attributes ?? {}, item, writeOnlyAllowed, [...here, ...step]);
    }
  }
}

function itemsBelow(attribute: Attribute, value: Value): [Path, Value][] {
  if (attribute.nested === undefined) return [];
  if (attribute.nested.mode === 'single') return [[[], value]];
  if (Array.isArray(value)) return value.map((item, index) => [[index], item]);
  return isObject(value) ? Object.entries(value).map(([key, item]) => [[key], item]) : [];
}

function problem(summary: string, detail: string, path: Path): Diagnostic {
  return { severity: 'error', summary, detail, path };
}
