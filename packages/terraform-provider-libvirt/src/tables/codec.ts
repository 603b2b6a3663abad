import { dropElement, ensureElement, findAll, findElement, getPlace, type Place, removePlace, setPlace, type XmlElement } from '../xml';
import { type Value } from './value';

/** How a value is spelled at a place in the XML. */
export interface Codec {
  /** The value there, null when there is none. `prior` is the spelling that Terraform knows. */
  read(from: XmlElement, place: Place, prior: Value): Value;
  /** Writes a value that is not null. `before` is what the place was given last time. */
  write(from: XmlElement, place: Place, value: Value, before: Value): void;
  remove(from: XmlElement, place: Place, before: Value): void;
}

function words(read: (word: string) => Value, write: (value: Value) => string): Codec {
  return {
    read: (from, place) => {
      const word = getPlace(from, place);
      return word === undefined ? null : read(word);
    },
    write: (from, place, value) => setPlace(from, place, write(value)),
    remove: (from, place) => removePlace(from, place),
  };
}

/** Plain text, unchanged. An empty element is an empty text. */
export const plainText = words((word) => word, String);

/** Decimal numbers; anything else in the XML counts as missing. */
export const decimal = words((word) => (/^-?\d+$/.test(word.trim()) ? Number(word) : null), String);

/** Numbers that libvirt writes in hexadecimal; decimal ones are read as well. */
export const hexadecimal = words(
  (word) => (/^(0x[0-9a-f]+|\d+)$/i.test(word.trim()) ? Number(word) : null),
  (value) => `0x${Number(value).toString(16)}`,
);

/** Booleans as two words. */
export function wordPair(yes: string, no: string): Codec {
  return words(
    (word) => (word === yes ? true : word === no ? false : null),
    (value) => (value === true ? yes : no),
  );
}

/** `yes` and `no`. */
export const yesNo = wordPair('yes', 'no');

/** `on` and `off`. */
export const onOff = wordPair('on', 'off');

function dropAll(from: XmlElement, place: Place): void {
  for (const found of findAll(from, place)) dropElement(from, place, found);
}

/** True when the element is there, missing otherwise. */
export const presence: Codec = {
  read: (from, place) => (findElement(from, place) === undefined ? null : true),
  write: (from, place, value) => {
    if (value === true) ensureElement(from, place);
    else dropAll(from, place);
  },
  remove: dropAll,
};
