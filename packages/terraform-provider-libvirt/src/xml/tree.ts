/** Character data between elements. */
export interface XmlText {
  kind: 'text';
  text: string;
}

/** What a tree carries without looking into it: comments, CDATA sections and processing instructions. */
export interface XmlOpaque {
  kind: 'comment' | 'cdata' | 'instruction';
  text: string;
}

/** One element with its attributes and children in document order. */
export interface XmlElement {
  kind: 'element';
  name: string;
  attributes: Map<string, string>;
  children: XmlNode[];
}

/** Anything that stands in an element. */
export type XmlNode = XmlElement | XmlText | XmlOpaque;

/** A new element; attributes and children are taken over, not copied. */
export function element(name: string, attributes: Record<string, string> = {}, children: XmlNode[] = []): XmlElement {
  return { kind: 'element', name, attributes: new Map(Object.entries(attributes)), children };
}

/** The child elements of a name, in document order; of every name without one. */
export function childElements(parent: XmlElement, name?: string): XmlElement[] {
  return parent.children.filter((node): node is XmlElement => node.kind === 'element' && (name === undefined || node.name === name));
}

/** The character data directly inside an element, CDATA included. */
export function textOf(parent: XmlElement): string {
  return parent.children.map((node) => (node.kind === 'text' || node.kind === 'cdata' ? node.text : '')).join('');
}

/** Replaces the character data directly inside an element and leaves its child elements alone. */
export function setText(parent: XmlElement, text: string): void {
  const others = parent.children.filter((node) => node.kind !== 'text' && node.kind !== 'cdata');
  parent.children = text === '' ? others : [{ kind: 'text', text }, ...others];
}

/** Removes a child from its parent; nothing happens when it is not there. */
export function removeChild(parent: XmlElement, child: XmlNode): void {
  parent.children = parent.children.filter((node) => node !== child);
}

/** Puts a child behind the last sibling of its name, or at the end. */
export function insertChild(parent: XmlElement, child: XmlElement): void {
  const last = childElements(parent, child.name).at(-1);
  if (last === undefined) parent.children.push(child);
  else parent.children.splice(parent.children.indexOf(last) + 1, 0, child);
}

/** Whether an element says nothing: no attributes and nothing but white space inside. */
export function isEmpty(node: XmlElement): boolean {
  return node.attributes.size === 0 && node.children.every((child) => child.kind === 'text' && child.text.trim() === '');
}
