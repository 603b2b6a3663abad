import { XmlError } from './reader';
import { type XmlElement, type XmlNode } from './tree';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
// oxlint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/u;

function checked(text: string): string {
  if (FORBIDDEN.test(text)) throw new XmlError(`text with a character that XML cannot carry: ${JSON.stringify(text)}`);
  return text;
}

function escaped(text: string, characters: RegExp): string {
  return checked(text).replace(characters, (character) => ENTITIES[character] ?? character);
}

function write(node: XmlNode, out: string[]): void {
  switch (node.kind) {
    case 'text':
      out.push(escaped(node.text, /[&<>\r]/g));
      return;
    case 'cdata':
      out.push(`<![CDATA[${checked(node.text)}]]>`);
      return;
    case 'comment':
      out.push(`<!--${checked(node.text)}-->`);
      return;
    case 'instruction':
      out.push(`<?${checked(node.text)}?>`);
      return;
    case 'element':
      out.push('<', node.name);
      for (const [name, value] of node.attributes) out.push(' ', name, '="', escaped(value, /[&<>"\t\n\r]/g), '"');
      if (node.children.length === 0) {
        out.push('/>');
        return;
      }
      out.push('>');
      for (const child of node.children) write(child, out);
      out.push('</', node.name, '>');
  }
}

/** Writes an element and all that is in it; throws {@link XmlError} for characters that XML cannot carry. */
export function writeXml(root: XmlElement): string {
  const out: string[] = [];
  write(root, out);
  return out.join('');
}
