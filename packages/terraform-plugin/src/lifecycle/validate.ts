import { type Diagnostic } from '../diagnostic';
import { type Attribute, type Attributes, isSettable } from '../schema';
import { isObject, member, type Path, UNKNOWN, type Value, type ValueObject } from '../values/value';

/** What is wrong with a configuration by the rules of its attributes: also what Terraform does not check inside nested objects. */
export function validateConfig(attributes: Attributes, config: ValueObject, writeOnlyAllowed: boolean): Diagnostic[] {
  const found: Diagnostic[] = [];
  findProblems(attributes, config, { found, writeOnlyAllowed, path: [] });
  return found;
}

interface Search {
  found: Diagnostic[];
  writeOnlyAllowed: boolean;
  path: Path;
}

function findProblems(attributes: Attributes, config: ValueObject, search: Search): void {
  for (const name of Object.keys(attributes)) {
    const attribute = attributes[name] as Attribute;
    const value = member(config, name);
    if (value !== null) checkValue(attribute, name, value, { ...search, path: [...search.path, name] });
    else if (attribute.required) search.found.push(problem('Missing attribute', `"${name}" is required.`, [...search.path, name]));
  }
}

function checkValue(attribute: Attribute, name: string, value: Value, search: Search): void {
  const { found, path, writeOnlyAllowed } = search;
  if (!isSettable(attribute)) found.push(problem('Attribute cannot be set', `"${name}" is decided by the provider: remove it.`, path));
  if (attribute.writeOnly && !writeOnlyAllowed)
    found.push(problem('Terraform is too old', `"${name}" is write-only, which needs Terraform 1.11 or later.`, path));
  if (value === UNKNOWN) return;
  const fault = attribute.validate?.(value);
  if (fault !== undefined) found.push(problem(`Invalid value for ${name}`, fault, path));
  for (const [step, item] of itemsBelow(attribute, value)) {
    if (isObject(item)) findProblems(attribute.nested?.attributes ?? {}, item, { ...search, path: [...path, ...step] });
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
