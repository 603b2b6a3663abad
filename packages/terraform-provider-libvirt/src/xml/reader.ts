import { SaxesParser } from 'saxes';
import { type XmlElement, element } from './tree';

/** A document that is not the XML that libvirt writes: malformed, with a document type, or nested beyond reason. */
export class XmlError extends Error {
  override name = 'XmlError';
}

const MAXIMUM_DEPTH = 256;

/** Reads one XML document and keeps everything inside its root in order; throws {@link XmlError}. */
export function readXml(text: string): XmlElement {
  const parser = new SaxesParser({ xmlns: false });
  const document = element('#document');
  const open: XmlElement[] = [document];
  let attributes = new Map<string, string>();
  const append = (node: XmlElement['children'][number]): void => {
    open.at(-1)?.children.push(node);
  };
  const fail = (problem: string): never => {
    throw new XmlError(`${String(parser.line)}:${String(parser.column)}: ${problem}`);
  };
  parser.on('error', (error) => {
    throw new XmlError(error.message);
  });
  parser.on('doctype', () => fail('a document type is not accepted'));
  parser.on('opentagstart', () => (attributes = new Map()));
  parser.on('attribute', ({ name, value }) => attributes.set(name, value));
  parser.on('opentag', ({ name }) => {
    if (open.length > MAXIMUM_DEPTH) fail(`elements are nested more than ${String(MAXIMUM_DEPTH)} deep`);
    const node: XmlElement = { kind: 'element', name, attributes, children: [] };
    append(node);
    open.push(node);
  });
  parser.on('closetag', () => open.pop());
  parser.on('text', (data) => append({ kind: 'text', text: data }));
  parser.on('cdata', (data) => append({ kind: 'cdata', text: data }));
  parser.on('comment', (data) => append({ kind: 'comment', text: data }));
  parser.on('processinginstruction', ({ target, body }) =>
    append({ kind: 'instruction', text: body === '' ? target : `${target} ${body}` }),
  );
  parser.write(text).close();
  const root = document.children.find((node): node is XmlElement => node.kind === 'element');
  return root ?? fail('the document has no element');
}
