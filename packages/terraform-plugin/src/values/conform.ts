import { ProviderError } from '../diagnostic';
import { type Attribute, type Attributes, type Nested } from '../schema';
import { setOf } from './canonical';
import { numberOf } from './number';
import { type Type } from './type';
import { isObject, type Path, UNKNOWN, type Value, type ValueObject } from './value';

type Raw = Value | undefined;

/**
 * Brings anything into the form of a schema: what is missing becomes null, what the schema does not know is dropped, primitives are converted as
 * Terraform would, sets lose their order and their doubles, write-only values become null unless `keepWriteOnly`.
 * @throws ProviderError with the path of what cannot be brought into form; its text holds no values
 */
export function conform(raw: unknown, attributes: Attributes, keepWriteOnly = false): ValueObject {
  return new Conformer(keepWriteOnly).object(raw as Raw, attributes, []);
}

class Conformer {
  constructor(private readonly keepWriteOnly: boolean) {}

  object(raw: Raw, attributes: Attributes, path: Path): ValueObject {
    if (!isObject(raw)) throw mismatch(path, 'an object', raw);
    const conformed: ValueObject = {};
    for (const name of Object.keys(attributes)) {
      const attribute = attributes[name] as Attribute;
      conformed[name] = attribute.writeOnly && !this.keepWriteOnly ? null : this.attribute(raw[name], attribute, [...path, name]);
    }
    return conformed;
  }

  private attribute(raw: Raw, attribute: Attribute, path: Path): Value {
    if (raw === undefined || raw === null) return null;
    if (raw === UNKNOWN) return UNKNOWN;
    if (attribute.nested) return this.nested(raw, attribute.nested, path);
    return typed(raw, attribute.type as Type, path);
  }

  private nested(raw: Value, { mode, attributes }: Nested, path: Path): Value {
    const item = (inner: Value, key: string | number): Value =>
      inner === UNKNOWN ? UNKNOWN : this.object(inner, attributes, [...path, key]);
    if (mode === 'single') return this.object(raw, attributes, path);
    if (mode === 'map') return mapped(raw, path, item);
    const items = listed(raw, path, item);
    return mode === 'set' ? setOf(items) : items;
  }
}

function typed(raw: Raw, type: Type, path: Path): Value {
  if (raw === undefined || raw === null) return null;
  if (raw === UNKNOWN) return UNKNOWN;
  if (typeof type === 'string') return primitive(raw, type, path);
  if ('list' in type) return listed(raw, path, (item, index) => typed(item, type.list, [...path, index]));
  if ('set' in type) return setOf(listed(raw, path, (item, index) => typed(item, type.set, [...path, index])));
  if ('map' in type) return mapped(raw, path, (item, key) => typed(item, type.map, [...path, key]));
  if (!isObject(raw)) throw mismatch(path, 'an object', raw);
  const conformed: ValueObject = {};
  for (const [name, inner] of Object.entries(type.object)) conformed[name] = typed(raw[name], inner, [...path, name]);
  return conformed;
}

function primitive(raw: Value, type: 'string' | 'number' | 'bool', path: Path): Value {
  if (type === 'string') {
    if (typeof raw === 'string') return raw.normalize('NFC');
    if (typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'boolean') return String(raw);
  } else if (type === 'bool') {
    if (typeof raw === 'boolean') return raw;
    if (raw === 'true' || raw === 'false') return raw === 'true';
  } else if (typeof raw === 'number' || typeof raw === 'bigint' || typeof raw === 'string') {
    const number = numberOf(raw);
    if (number !== undefined && !Number.isNaN(number)) return number;
  }
  throw mismatch(path, `a ${type}`, raw);
}

function listed(raw: Value, path: Path, item: (inner: Value, index: number) => Value): Value[] {
  if (!Array.isArray(raw)) throw mismatch(path, 'a list', raw);
  return Array.from(raw, (inner: Value | undefined, index) => item(inner ?? null, index));
}

function mapped(raw: Value, path: Path, item: (inner: Value, key: string) => Value): ValueObject {
  if (!isObject(raw)) throw mismatch(path, 'a map', raw);
  const conformed: ValueObject = {};
  for (const key of Object.keys(raw)) {
    if (key === '__proto__') throw new ProviderError('Unusable map key', 'A map cannot have the key "__proto__" here.', path);
    conformed[key.normalize('NFC')] = item(raw[key] ?? null, key);
  }
  return conformed;
}

function mismatch(path: Path, expected: string, raw: Raw): ProviderError {
  const found =
    raw === null || raw === undefined ? 'nothing' : Array.isArray(raw) ? 'a list' : isObject(raw) ? 'an object' : `a ${typeof raw}`;
  return new ProviderError('Value does not fit the schema', `${path.join('.') || 'The state'} must be ${expected}, not ${found}.`, path);
}
