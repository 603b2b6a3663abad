import { isUnicode, shown } from '../core';

/** What can be written: plain data without null. */
export type Yaml = string | number | boolean | readonly Yaml[] | { readonly [key: string]: Yaml | undefined };

/** What a double-quoted scalar must not hold as it is: not printable in YAML, or taken for a line break. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const ASCII = /^[\x20-\x7e]*$/;
/** Texts of several lines that a literal block gives back byte for byte. */
const BLOCK = /^[\x21-\x7e][\x20-\x7e\t]*(?:\n[\x20-\x7e\t]*)+$/;
const PLAIN_KEY = /^[a-z][a-z0-9_-]*$/i;
const AMBIGUOUS_KEY = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/**
 * A value as YAML that every version of the language reads alike: texts are always quoted or literal blocks, so that neither
 * `no` nor a MAC address (a number in base 60) can be taken for something else. A library would take a third of the time of synth.
 */
export function toYaml(value: { readonly [key: string]: Yaml | undefined }): string {
  return entries(value, '');
}

function entries(value: { readonly [key: string]: Yaml | undefined }, indent: string): string {
  let text = '';
  for (const key in value) {
    const item = value[key];
    if (item !== undefined) {
      text += `${indent}${PLAIN_KEY.test(key) && !AMBIGUOUS_KEY.test(key) ? key : quoted(key)}:${after(item, indent)}`;
    }
  }
  return text;
}

/** What stands after a key and its colon. */
function after(item: Yaml, indent: string): string {
  if (typeof item !== 'object') {
    return ` ${scalar(item, indent)}\n`;
  }
  if (isList(item)) {
    return item.length === 0 ? ' []\n' : `\n${list(item, `${indent}  `)}`;
  }
  return Object.keys(item).length === 0 ? ' {}\n' : `\n${entries(item, `${indent}  `)}`;
}

function list(items: readonly Yaml[], indent: string): string {
  let text = '';
  for (const item of items) {
    if (typeof item !== 'object') {
      text += `${indent}- ${scalar(item, indent)}\n`;
    } else if (isList(item)) {
      text += `${indent}- [${item.map((word) => flow(word)).join(', ')}]\n`;
    } else {
      text += Object.keys(item).length === 0 ? `${indent}- {}\n` : `${indent}- ${entries(item, `${indent}  `).slice(indent.length + 2)}`;
    }
  }
  return text;
}

function flow(item: Yaml): string {
  if (typeof item !== 'object') {
    return typeof item === 'string' ? quoted(item) : String(item);
  }
  return isList(item)
    ? `[${item.map(flow).join(', ')}]`
    : `{${Object.entries(item)
        .map(([key, value]) => `${quoted(key)}: ${value === undefined ? 'null' : flow(value)}`)
        .join(', ')}}`;
}

function scalar(item: string | number | boolean, indent: string): string {
  if (typeof item !== 'string') {
    return String(item);
  }
  if (!BLOCK.test(item)) {
    return quoted(item);
  }
  const end = /\n*$/.exec(item)?.[0].length ?? 0;
  const keep = end === 0 ? '-' : end === 1 ? '' : '+';
  const lines = item.slice(0, item.length - Math.min(end, 1)).split('\n');
  return `|${keep}${lines.map((line) => (line === '' ? '\n' : `\n${indent}  ${line}`)).join('')}`;
}

function quoted(text: string): string {
  const json = JSON.stringify(text);
  if (!isUnicode(text)) {
    throw new RangeError(`a text must be Unicode, got half a character in ${shown(text)}`);
  }
  if (ASCII.test(json)) {
    return json;
  }
  // Terraform keeps texts in Unicode's composed form, which another text is only safe from as numbers.
  return json.replace(json.normalize('NFC') === json ? UNPRINTABLE : /[^\x20-\x7e]/gu, (character) =>
    numbered(character.codePointAt(0) ?? 0),
  );
}

/** A character as YAML writes its number; a pair of surrogates would be two characters. */
function numbered(code: number): string {
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function isList(item: object): item is readonly Yaml[] {
  return Array.isArray(item);
}
