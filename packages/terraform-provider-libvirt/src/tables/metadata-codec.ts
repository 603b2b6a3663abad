import { childElements, findElement, readXml, removeChild, ensureElement, type XmlElement, writeXml, XmlError } from '../xml';
import { type Codec } from './codec';
import { type Value } from './value';

type Scope = ReadonlyMap<string, string>;

function scopeOf(node: XmlElement, around: Scope): Scope {
  const own = [...node.attributes].filter(([name]) => name === 'xmlns' || name.startsWith('xmlns:'));
  return own.length === 0 ? around : new Map([...around, ...own.map(([name, uri]) => [name.slice('xmlns:'.length), uri] as const)]);
}

function fullName(name: string, scope: Scope, isAttribute: boolean): string {
  const [prefix, local] = name.includes(':') ? (name.split(':') as [string, string]) : ['', name];
  return isAttribute && prefix === '' ? local : `{${scope.get(prefix) ?? ''}}${local}`;
}

function canonical(node: XmlElement, around: Scope): unknown {
  const scope = scopeOf(node, around);
  const attributes = [...node.attributes]
    .filter(([name]) => name !== 'xmlns' && !name.startsWith('xmlns:'))
    .map(([name, value]) => [fullName(name, scope, true), value])
    .sort();
  const children = node.children.flatMap((child) => {
    if (child.kind === 'element') return [canonical(child, scope)];
    const text = child.kind === 'text' || child.kind === 'cdata' ? child.text.trim() : '';
    return text === '' ? [] : [text];
  });
  return [fullName(node.name, scope, false), attributes, children];
}

function rootName(node: XmlElement): string {
  return fullName(node.name, scopeOf(node, new Map()), false);
}

/** The elements of a metadata text; each should have a namespace of its own. */
export function metadataElements(text: Value): XmlElement[] {
  return typeof text === 'string' ? childElements(readXml(`<metadata>${text}</metadata>`)) : [];
}

/** The namespace of a metadata element and the prefix that it is written with. */
export function metadataNamespace(node: XmlElement): { uri: string; prefix: string } {
  const prefix = node.name.includes(':') ? (node.name.split(':')[0] ?? '') : '';
  return { prefix, uri: scopeOf(node, new Map()).get(prefix) ?? '' };
}

/** A metadata element without its own namespace, as libvirt's call for a running machine wants it: the call adds the namespace. */
export function withoutNamespace(node: XmlElement): XmlElement {
  const { prefix } = metadataNamespace(node);
  const declaration = prefix === '' ? 'xmlns' : `xmlns:${prefix}`;
  const bare = (name: string): string => (prefix !== '' && name.startsWith(`${prefix}:`) ? name.slice(prefix.length + 1) : name);
  const strip = (element: XmlElement): XmlElement => ({
    ...element,
    name: bare(element.name),
    attributes: new Map([...element.attributes].filter(([name]) => name !== declaration)),
    children: element.children.map((child) => (child.kind === 'element' ? strip(child) : child)),
  });
  return strip(node);
}

/** Whether two metadata texts say the same, whatever their prefixes, spaces and order of attributes. */
export function sameMetadata(a: Value, b: Value): boolean {
  const spell = (text: Value): string => JSON.stringify(metadataElements(text).map((node) => canonical(node, new Map())));
  try {
    return typeof a === 'string' && typeof b === 'string' && spell(a) === spell(b);
  } catch {
    return false;
  }
}

/** What is wrong with a metadata text, if anything. */
export function metadataProblem(text: Value): string | undefined {
  try {
    const nameless = metadataElements(text).find((node) => metadataNamespace(node).uri === '');
    return nameless && `element <${nameless.name}> must have a namespace of its own`;
  } catch (error) {
    if (error instanceof XmlError) return `must be well-formed XML: ${error.message}`;
    throw error;
  }
}

function ours(from: XmlElement, place: string, texts: Value[]): XmlElement[] {
  const names = new Set(texts.flatMap((text) => metadataElements(text).map(rootName)));
  const metadata = findElement(from, place);
  return metadata === undefined ? [] : childElements(metadata).filter((node) => names.has(rootName(node)));
}

/** Metadata of one's own beside that of others: read, written and removed by the names of its elements. */
export const metadata: Codec = {
  read(from, place, prior) {
    const there = findElement(from, place);
    const found = prior === null ? childElements(there ?? from) : ours(from, place, [prior]);
    return found.length === 0 || there === undefined ? null : found.map(writeXml).join('');
  },
  write(from, place, value, before) {
    const target = ensureElement(from, place);
    for (const old of ours(from, place, [value, before])) removeChild(target, old);
    target.children.push(...metadataElements(value));
  },
  remove(from, place, before) {
    const target = findElement(from, place);
    if (target !== undefined) for (const old of ours(from, place, [before])) removeChild(target, old);
  },
};
