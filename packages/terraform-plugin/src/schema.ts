import { type Type } from './values/type';
import { type Value, type ValueObject } from './values/value';

/** The attributes of an object, by name. */
export type Attributes = Record<string, Attribute>;

/** Objects below an attribute. */
export interface Nested {
  mode: 'single' | 'list' | 'set' | 'map';
  attributes: Attributes;
  /** What identifies an item of a list or set, so that items are matched by it and not by their index. @default a list matches by index, a set by its configured values */
  key?: (item: ValueObject) => Value | undefined;
}

/** One attribute: either a `type` or `nested` objects. */
export interface Attribute {
  type?: Type;
  nested?: Nested;
  required?: boolean;
  optional?: boolean;
  /** The provider may fill it in. */
  computed?: boolean;
  /** Terraform hides it. */
  sensitive?: boolean;
  /** Only the configuration holds it: null in plan and state. Needs Terraform 1.11. */
  writeOnly?: boolean;
  /** A computed value that any update may change, so that it is unknown in the plan of one. @default the prior value is planned again */
  volatile?: boolean;
  description?: string;
  deprecated?: boolean;
  /** The value of what the configuration leaves out; makes the attribute optional and computed. */
  default?: Value;
  /** Whether two different spellings mean the same (1 GiB and 1048576 KiB); the prior one is kept then. `siblings` are the attributes beside the proposed value, `priorSiblings` those beside the prior one. */
  equal?: (prior: Value, proposed: Value, siblings: ValueObject, priorSiblings: ValueObject) => boolean;
  /** What is wrong with a known value, if anything. */
  validate?: (value: Value) => string | undefined;
}

/** The attributes of a resource, data source or provider. */
export interface Schema {
  /** Counted up when stored states need an `upgrade`. @default 0 */
  version?: number;
  attributes: Attributes;
  description?: string;
}

/** Whether the provider may fill an attribute in. */
export function isComputed(attribute: Attribute): boolean {
  return attribute.computed === true || attribute.default !== undefined;
}

/** Whether the configuration may set an attribute. */
export function isSettable(attribute: Attribute): boolean {
  return attribute.required === true || attribute.optional === true || attribute.default !== undefined;
}
