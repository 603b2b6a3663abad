import { type Place, type XmlElement } from '../xml';
import { type Codec } from './codec';
import { type EffectRule, type Known } from './effect';
import { type Item, type Value } from './value';

/** Who sets an attribute. */
export type Mode = 'required' | 'optional' | 'computed' | 'optional+computed';

/** What every row says of its attribute. */
export interface RowBase {
  /** One sentence for the reference. */
  doc: string;
  /** @default 'optional' */
  mode?: Mode;
  /** Not in the published schema; the word is added to the description. @default false */
  extension?: boolean;
  /** What a change does. @default the effect of the row around it, in the end that of the table */
  effect?: EffectRule;
  /** It can change while the thing runs, so what runs is looked at as well as what is defined. @default false */
  watched?: boolean;
  /** libvirt fills this in when it is left out, so what it chose is no drift. @default false */
  chosenByLibvirt?: boolean;
  /** It tells an item of a list apart, so it is read of items that nobody planned even when libvirt chose it. @default false */
  identity?: boolean;
}

/** A single value. */
export interface ScalarRow extends RowBase {
  kind: 'scalar';
  type: 'string' | 'number' | 'bool';
  /** Where it stands in the XML; absent for settings of the provider itself. */
  place?: Place;
  /** How it is written in the XML. @default decimal numbers and plain text; booleans as the presence of an element */
  codec?: Codec;
  /** What libvirt means, or writes, when the attribute is left out; seeing that is no drift. */
  implied?: Value | ((siblings: Item) => Value);
  /** What Terraform plans when the attribute is left out (makes it optional+computed). */
  default?: Value;
  oneOf?: readonly string[];
  /** A message when the value is wrong. */
  validate?: (value: Value) => string | undefined;
  /** Whether two spellings mean the same, beyond plain equality. */
  same?: (a: Value, b: Value) => boolean;
  sensitive?: boolean;
  writeOnly?: boolean;
}

/** A size: two attributes, the number and its unit, that stand at one place as `<memory unit='KiB'>1024</memory>`. */
export interface QuantityRow extends RowBase {
  kind: 'quantity';
  place: Place;
  /** Name of the attribute that carries the unit. */
  unit: string;
  /** The unit when that attribute is left out. */
  defaultUnit: string;
  /** Name of the size that libvirt takes when this one is left out. */
  follows?: string;
}

/** A nested object. */
export interface ObjectRow extends RowBase {
  kind: 'object';
  rows: Rows;
  /** Its element. @default '.', the element around it */
  place?: Place;
  /** The element says something by being there, even when empty. @default false */
  presence?: boolean;
  /** Leaving the object out removes the element with all that is in it, modelled or not. @default false */
  owned?: boolean;
  /** An XML attribute of the element that tells this kind of object from its siblings, e.g. `@type` is `vnc`. */
  tag?: { place: Place; value: string };
}

/** A list of objects, one element each. */
export interface ListRow extends RowBase {
  kind: 'list';
  /** The repeated element. */
  place: Place;
  rows: Rows;
  /** What tells two items apart. @default their position */
  key?: (item: Item) => string | undefined;
  /** Whether an item without a key may be the same as one that libvirt has. @default true for any */
  resembles?: (item: Item, found: Item) => boolean;
  /** What an item more (`before` is null) or less (`after` is null) does. @default `effect` */
  members?: EffectRule;
  /**
   * Elements that no item describes: drift to be removed, or something libvirt adds by itself, which their items may tell, and what was planned beside
   * the list. @default 'drift'
   */
  extra?: 'drift' | 'ignore' | ((found: Item, beside: Item) => 'drift' | 'ignore');
}

/** An object of which one attribute is set, and that attribute's name is told by an XML attribute: `source{file|volume|block}` by `@type`. */
export interface ChoiceRow extends RowBase {
  kind: 'choice';
  /** The element that the chosen option describes. @default '.' */
  place?: Place;
  /** The XML attribute that names the option. */
  tag: Place;
  options: Record<string, { value: string; row: ScalarRow | ObjectRow }>;
  /** The tag's value when no option is chosen. */
  fallback?: string;
}

export type Row = ScalarRow | QuantityRow | ObjectRow | ListRow | ChoiceRow;

/** The attributes of an object by name. */
export interface Rows {
  [attribute: string]: Row;
}

/** Everything about a noun: its attributes, their places in libvirt's XML and what changing them does. */
export interface Table {
  /** The resource's name, e.g. `libvirt_network`. */
  name: string;
  /** What it is, for the reference. */
  doc: string;
  /** The XML that a new one is written into. */
  skeleton: string;
  /** The effect where no row says one. */
  effect: EffectRule;
  /** What the attributes that were read last say of the real thing. @default - nothing is known */
  known?: (prior: Item) => Known;
  /** Puts right what follows from several attributes, after they have been written. @default nothing does */
  finish?: (root: XmlElement, after: Item) => void;
  rows: Rows;
}

type Short<R extends Row> = Omit<R, 'kind' | 'doc'>;

/** A text attribute. */
export function text(doc: string, rest: Omit<Short<ScalarRow>, 'type'> = {}): ScalarRow {
  return { kind: 'scalar', type: 'string', doc, ...rest };
}

/** A numeric attribute. */
export function number(doc: string, rest: Omit<Short<ScalarRow>, 'type'> = {}): ScalarRow {
  return { kind: 'scalar', type: 'number', doc, ...rest };
}

/** A yes-or-no attribute. */
export function flag(doc: string, rest: Omit<Short<ScalarRow>, 'type'> = {}): ScalarRow {
  return { kind: 'scalar', type: 'bool', doc, ...rest };
}

/** A size with its unit. */
export function quantity(doc: string, rest: Short<QuantityRow>): QuantityRow {
  return { kind: 'quantity', doc, ...rest };
}

/** A nested object. */
export function object(doc: string, rest: Short<ObjectRow>): ObjectRow {
  return { kind: 'object', doc, ...rest };
}

/** A list of nested objects. */
export function list(doc: string, rest: Short<ListRow>): ListRow {
  return { kind: 'list', doc, ...rest };
}

/** An object with one of several options. */
export function choice(doc: string, rest: Short<ChoiceRow>): ChoiceRow {
  return { kind: 'choice', doc, ...rest };
}
