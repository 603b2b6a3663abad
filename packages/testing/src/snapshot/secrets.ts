import { isReference, isSecretName, sensitiveMask, type JsonObject } from '@labcloud/review';
import { isPair, isScalar, parseDocument, type Scalar, visit } from 'yaml';
import type { Entry, StackJson, Typed } from '../template/stack-json';

/** What stands in a snapshot in place of a secret; it tells nothing of the value, not even its length. */
const SECRET = '(secret)';

const PEM = /-----BEGIN ([A-Z ]*PRIVATE KEY)-----[^]*?(?:-----END \1-----|$)/g;
const ASSIGNMENT = /^([ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)=)(.+)$/gm;
/** Attributes whose content is shown although the schema calls all of it sensitive. */
const USER_DATA = new Set(['user_data', 'user_data_wo']);

/** A stack without secrets: no values of sensitive variables, outputs and attributes, and none of what is named after a secret. References to secrets stay. */
export function withoutSecrets(stack: StackJson): StackJson {
  const { resource, data, variable, output, ...others } = stack;
  return {
    ...(hide(others) as StackJson),
    ...(resource && { resource: hideTyped(resource) }),
    ...(data && { data: hideTyped(data) }),
    ...(variable && { variable: hideMarked(variable, 'default') }),
    ...(output && { output: hideMarked(output, 'value') }),
  };
}

function hideTyped(section: Typed): Typed {
  const hideAll = (type: string, entry: Entry): Entry => {
    const mask = sensitiveMask(type, entry as JsonObject);
    const parts = Object.entries(entry).map(([name, value]) => {
      if (USER_DATA.has(name) && typeof value === 'string') {
        return [name, hideInYaml(value)];
      }
      return [name, mask[name] === true && !isShown(value) ? SECRET : hide(value, name)];
    });
    return Object.fromEntries(parts) as Entry;
  };
  return mapValues(section, (entries, type) => mapValues(entries, (entry) => hideAll(type, entry)));
}

function hideMarked(section: Readonly<Record<string, Entry>>, attribute: string): Record<string, Entry> {
  return mapValues(section, (entry, name) => {
    const value = entry[attribute];
    const isSecret = entry['sensitive'] === true || (typeof value === 'string' && isSecretName(name));
    return value === undefined ? entry : { ...entry, [attribute]: isSecret && !isShown(value) ? SECRET : hide(value) };
  });
}

/** Names and references of secrets are not secret. */
function isShown(value: unknown): boolean {
  return value === null || (typeof value === 'string' && (value === '' || isReference(value)));
}

function hide(value: unknown, name = ''): unknown {
  if (typeof value === 'string') {
    return isSecretName(name) && !isShown(value) ? SECRET : hideInText(value);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown) => hide(item));
  }
  return typeof value === 'object' && value !== null ? mapValues(value as Entry, (part, key) => hide(part, key)) : value;
}

/** Private keys and assignments to what is named after a secret; the rest of the text stays. */
function hideInText(text: string): string {
  return text
    .replace(PEM, SECRET)
    .replace(ASSIGNMENT, (line, start: string, name: string, value: string) =>
      isSecretName(name) && !isShown(value) ? `${start}${SECRET}` : line,
    );
}

/** Cloud-init's passwords stand under keys that say so; everything else is as the guest will see it. */
function hideInYaml(text: string): string {
  const ranges: [number, number][] = [];
  visit(parseDocument(text, { logLevel: 'silent' }), {
    Pair: (_key, pair, ancestors) => {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      const parent = ancestors.at(-2);
      const isList = name === 'list' && isPair(parent) && isScalar(parent.key) && parent.key.value === 'chpasswd';
      if ((isList || isSecretName(name)) && isScalar(pair.value)) {
        ranges.push(...rangeOf(pair.value));
      }
    },
  });
  const replaced = ranges.reverse().reduce((all, [start, end]) => {
    const after = all[end - 1] === '\n' ? '\n' : '';
    return `${all.slice(0, start)}${SECRET}${after}${all.slice(end)}`;
  }, text);
  return hideInText(replaced);
}

function rangeOf({ value, range }: Scalar): [number, number][] {
  return typeof value === 'string' && !isShown(value) && range ? [[range[0], range[1]]] : [];
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
