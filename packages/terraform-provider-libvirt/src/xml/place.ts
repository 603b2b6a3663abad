import { childElements, element, insertChild, isEmpty, removeChild, setText, textOf, type XmlElement } from './tree';

/** Where a value stands, seen from an element: `title` and `os/type` are text, `@type` and `os/type@arch` attributes, `.` the own text. */
export type Place = string;

interface ParsedPlace {
  path: string[];
  attribute: string | undefined;
}

const parsed = new Map<Place, ParsedPlace>();

function parse(place: Place): ParsedPlace {
  let known = parsed.get(place);
  if (known === undefined) {
    const [path = '', attribute] = place.split('@');
    known = { path: path === '' || path === '.' ? [] : path.split('/'), attribute };
    parsed.set(place, known);
  }
  return known;
}

/** The element at a place, if it exists; the attribute part is ignored. */
export function findElement(from: XmlElement, place: Place): XmlElement | undefined {
  let found: XmlElement | undefined = from;
  for (const name of parse(place).path) found = found && childElements(found, name)[0];
  return found;
}

/** The element at a place, made with all that leads to it where it is missing. */
export function ensureElement(from: XmlElement, place: Place): XmlElement {
  let found = from;
  for (const name of parse(place).path) {
    let next = childElements(found, name)[0];
    if (next === undefined) {
      next = element(name);
      insertChild(found, next);
    }
    found = next;
  }
  return found;
}

/** The elements of a repeated place, e.g. `devices/disk`. */
export function findAll(from: XmlElement, place: Place): XmlElement[] {
  const { path } = parse(place);
  const parent = findElement(from, path.slice(0, -1).join('/'));
  return parent === undefined ? [] : childElements(parent, path.at(-1));
}

/** Adds one more element at a repeated place and returns it. */
export function addElement(from: XmlElement, place: Place): XmlElement {
  const { path } = parse(place);
  const added = element(path.at(-1) ?? '');
  insertChild(ensureElement(from, path.slice(0, -1).join('/')), added);
  return added;
}

/** Removes one element of a repeated place. */
export function dropElement(from: XmlElement, place: Place, dropped: XmlElement): void {
  const { path } = parse(place);
  const parent = findElement(from, path.slice(0, -1).join('/'));
  if (parent !== undefined) removeChild(parent, dropped);
}

/** The text or attribute at a place; undefined when it is missing. */
export function getPlace(from: XmlElement, place: Place): string | undefined {
  const found = findElement(from, place);
  const { attribute } = parse(place);
  if (found === undefined) return undefined;
  return attribute === undefined ? textOf(found) : found.attributes.get(attribute);
}

/** Writes text or an attribute at a place. */
export function setPlace(from: XmlElement, place: Place, value: string): void {
  const target = ensureElement(from, place);
  const { attribute } = parse(place);
  if (attribute === undefined) setText(target, value);
  else target.attributes.set(attribute, value);
}

/** Removes text or an attribute, and the elements on the way that then say nothing. */
export function removePlace(from: XmlElement, place: Place): void {
  const { path, attribute } = parse(place);
  const target = findElement(from, place);
  if (target === undefined) return;
  if (attribute === undefined) setText(target, '');
  else target.attributes.delete(attribute);
  prune(from, path.join('/'));
}

/** Removes the element at a place, and those that lead to it, as far as they say nothing. */
export function prune(from: XmlElement, place: Place): void {
  for (let { path } = parse(place); path.length > 0; path = path.slice(0, -1)) {
    const target = findElement(from, path.join('/'));
    if (target === undefined || !isEmpty(target)) return;
    dropElement(from, path.join('/'), target);
  }
}
