import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import { shown } from './shown';

const ASCII = /^[\0-\x7f]*$/;
/** What cdktf's own placeholders begin with. */
const TOKEN = 'TfToken[';
const MOST_PARTS = 500;
const HALF_PAIR = /\p{Surrogate}/u;

/**
 * User text as Terraform must read it: `${` and `%{` would start a template, so their sign is doubled, and what cdktf would take for one
 * of its own tokens is taken apart. Long texts are written as Base64.
 * Every text that a person gives and that reaches Terraform goes through here exactly once.
 * @throws RangeError if Terraform would change it: it keeps texts in Unicode's composed form
 */
export function escapeTemplate(text: string): string {
  const problem = textProblem(text);
  if (problem !== undefined) {
    throw new RangeError(`a text ${problem}`);
  }
  if (text.length > MOST_PARTS && partsOf(text) > MOST_PARTS) {
    return `\${base64decode("${Buffer.from(text).toString('base64')}")}`;
  }
  let escaped = text.includes('{') ? text.replace(/([$%])(?=\{)/g, '$1$1') : text;
  if (escaped.includes(TOKEN)) {
    escaped = escaped.replaceAll(TOKEN, 'TfToken${"["}');
  }
  // Terraform takes a byte order mark at the beginning of a template for one of its file.
  return escaped.startsWith('\ufeff') ? `\${"\\ufeff"}${escaped.slice(1)}` : escaped;
}

/** The time that Terraform takes to read a text grows with the square of its lines and templates: ten thousand take seconds. */
function partsOf(text: string): number {
  return text.match(/\n|[$%]\{/g)?.length ?? 0;
}

/** What is wrong with a text that Terraform is to keep as it is, in words; undefined when nothing is. */
export function textProblem(text: string): string | undefined {
  if (ASCII.test(text)) {
    return undefined;
  }
  if (!isUnicode(text)) {
    return `must be Unicode, got half a character in ${shown(text)}`;
  }
  return text.normalize('NFC') === text
    ? undefined
    : `must be in Unicode's composed form (NFC), in which Terraform keeps all texts, got ${shown(text)}: write it with .normalize('NFC')`;
}

/** Whether a text is Unicode: JavaScript's can hold halves of characters. */
export function isUnicode(text: string): boolean {
  return !HALF_PAIR.test(text);
}

/**
 * User text as Terraform must read it, see `escapeTemplate`.
 * @param prop what it is, in words or as a quoted prop
 * @throws ConfigError if Terraform would change it
 */
export function terraformText(scope: IConstruct, prop: string, text: string): string {
  const problem = textProblem(text);
  if (problem !== undefined) {
    throw new ConfigError(scope, `${prop} ${problem}`);
  }
  return escapeTemplate(text);
}
