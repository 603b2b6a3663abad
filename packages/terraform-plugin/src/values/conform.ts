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
  return new Conformer(keepWriteOnly).object(raw as Raw, attributes);
}

class Conformer {
  /** Where it is; shared by all levels, copied only for an error. */
  private readonly path: Path = [];

  constructor(private readonly keepWriteOnly: boolean) {}

  object(raw: Raw, attributes: Attributes): ValueObject {
    if (!isObject(raw)) throw this.mismatch('an object', raw);
    const conformed: ValueObject = {};
    for (const name of Object.keys(attributes)) {
      const attribute = attributes[name] as Attribute;
      const value = attribute.writeOnly && !this.keepWriteOnly ? null : valueAt(raw, name);
      // Most of a large object is null, and these lines run for each of them in each call.
      if (value === undefined || value === null) conformed[name] = null;
      else {
        this.path.push(name);
        conformed[name] = this.attribute(value, attribute);
        this.path.pop();
      }
    }
    return conformed;
  }

  private at(step: string | number, read: () => Value): Value {
    this.path.push(step);
    const value = read();
    this.path.pop();
    return value;
  }

  private attribute(raw: Value, attribute: Attribute): Value {
    if (raw === UNKNOWN) return UNKNOWN;
    return attribute.nested ? this.nested(raw, attribute.nested) : this.typed(raw, attribute.type as Type);
  }

  private nested(raw: Value, { mode, attributes }: Nested): Value {
    const item = (inner: Value): Value => (inner === UNKNOWN ? UNKNOWN : this.object(inner, attributes));
    if (mode === 'single') return this.object(raw, attributes);
    if (mode === 'map') return this.mapped(raw, item);
    return mode === 'set' ? setOf(this.listed(raw, item)) : this.listed(raw, item);
  }

  private typed(raw: Raw, type: Type): Value {
    if (raw === undefined || raw === null) return null;
    if (raw === UNKNOWN) return UNKNOWN;
    if (typeof type === 'string') return this.primitive(raw, type);
    if ('list' in type) return this.listed(raw, (item) => this.typed(item, type.list));
    if ('set' in type) return setOf(this.listed(raw, (item) => this.typed(item, type.set)));
    if ('map' in type) return this.mapped(raw, (item) => this.typed(item, type.map));
    if (!isObject(raw)) throw this.mismatch('an object', raw);
    const conformed: ValueObject = {};
    for (const [name, inner] of Object.entries(type.object)) conformed[name] = this.at(name, () => this.typed(valueAt(raw, name), inner));
    return conformed;
  }

  private primitive(raw: Value, type: 'string' | 'number' | 'bool'): Value {
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
    throw this.mismatch(`a ${type}`, raw);
  }

  private listed(raw: Value, item: (inner: Value) => Value): Value[] {
    if (!Array.isArray(raw)) throw this.mismatch('a list', raw);
    return Array.from(raw, (inner: Value | undefined, index) => this.at(index, () => item(inner ?? null)));
  }

  private mapped(raw: Value, item: (inner: Value) => Value): ValueObject {
    if (!isObject(raw)) throw this.mismatch('a map', raw);
    const conformed: ValueObject = {};
    for (const key of Object.keys(raw)) {
      if (key === '__proto__') throw new ProviderError('Unusable map key', 'A map cannot have the key "__proto__" here.', [...this.path]);
      conformed[key.normalize('NFC')] = this.at(key, () => item(raw[key] ?? null));
    }
    return conformed;
  }

  private mismatch(expected: string, raw: Raw): ProviderError {
    const place = this.path.join('.') || 'The state';
    return new ProviderError('Value does not fit the schema', `${place} must be ${expected}, not ${kindOf(raw)}.`, [...this.path]);
  }
}

/** A property of its own: names like "constructor" are in every object otherwise. */
function valueAt(raw: ValueObject, name: string): Raw {
  return Object.hasOwn(raw, name) ? raw[name] : undefined;
}

function kindOf(raw: Raw): string {
  if (raw === null || raw === undefined) return 'nothing';
  if (Array.isArray(raw)) return 'a list';
  return isObject(raw) ? 'an object' : `a ${typeof raw}`;
}
