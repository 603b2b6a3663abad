import fc from '../../../support/properties';
import { readXml, writeXml, XmlError, type XmlElement, type XmlNode } from '../../../../packages/terraform-provider-libvirt/src/xml';

const name = fc.constantFrom('a', 'domain', 'lab:machine', 'x-1', '_y');
const text = fc
  .string({ unit: 'binary', minLength: 1 })
  // oxlint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
  .filter((value) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(value));
const plain = fc.stringMatching(/^[a-z ]{1,8}$/);

const { element: anyElement } = fc.letrec<{ element: XmlElement; node: XmlNode }>((tie) => ({
  element: fc.record({
    kind: fc.constant('element' as const),
    name,
    attributes: fc.dictionary(name, text, { noNullPrototype: true }).map((entries) => new Map(Object.entries(entries))),
    children: fc.array(tie('node'), { maxLength: 4 }).map(joined),
  }),
  node: fc.oneof(
    { depthSize: 'small' },
    text.map((value): XmlNode => ({ kind: 'text', text: value })),
    plain.map((value): XmlNode => ({ kind: 'comment', text: value })),
    plain.map((value): XmlNode => ({ kind: 'cdata', text: value })),
    tie('element'),
  ),
}));

/** A reader cannot tell two neighbouring texts apart. */
function joined(nodes: XmlNode[]): XmlNode[] {
  return nodes.reduce<XmlNode[]>((all, node) => {
    const last = all.at(-1);
    if (node.kind !== 'text' || last?.kind !== 'text') return [...all, node];
    return [...all.slice(0, -1), { kind: 'text', text: last.text + node.text }];
  }, []);
}

describe('XML', () => {
  it('reads back whatever it wrote', () => {
    fc.assert(fc.property(anyElement, (tree) => expect(readXml(writeXml(tree))).toEqual(tree)));
  });

  it('keeps comments, CDATA, instructions, prefixes and the order of attributes and elements', () => {
    const document = '<d b="1" a="2"><!-- why --><?pi here?><x:y xmlns:x="urn:x"/>text<![CDATA[<raw>]]><b/><a/></d>';
    expect(writeXml(readXml(document))).toBe(document);
  });

  it('reads an attribute or element with the name of a property of objects like any other', () => {
    const document = '<__proto__ constructor="1" __proto__="2"/>';
    expect(writeXml(readXml(document))).toBe(document);
  });

  it.each([
    ['an end tag that does not fit', '<a><b></a></b>'],
    ['no element', '  '],
    ['two elements', '<a/><b/>'],
    ['an unknown entity', '<a>&b;</a>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a repeated attribute', '<a b="1" b="2"/>'],
    ['a cut-off document', '<a><b>'],
    ['elements without end', '<a>'.repeat(10_000)],
  ])('refuses %s', (_what, document) => {
    expect(() => readXml(document)).toThrow(XmlError);
  });

  it('never fails with anything but its own error', () => {
    const soup = fc
      .array(
        fc.constantFrom(
          '<',
          '>',
          '/',
          'a',
          '"',
          '=',
          ' ',
          '&',
          ';',
          '<a>',
          '</a>',
          '<!--',
          '-->',
          '<![CDATA[',
          ']]>',
          '<?',
          '?>',
          '\u0000',
        ),
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(soup, (document) => {
        try {
          readXml(document);
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError);
        }
      }),
    );
  });

  it.each(['\u0000', '\u000b', '\ud800', '\uffff'])('refuses to write %j', (character) => {
    expect(() => writeXml({ kind: 'element', name: 'a', attributes: new Map(), children: [{ kind: 'text', text: character }] })).toThrow(
      XmlError,
    );
  });
});
