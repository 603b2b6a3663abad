import fc from 'fast-check';

/** What templates, quoting, YAML, shells, XML, JSON and Unicode trip over. */
const PIECES = [
  '${',
  '%{',
  '$',
  '%',
  '{',
  '}',
  '$${',
  '%%{',
  '${var.x}',
  '${TfToken[TOKEN.1]}',
  '#{TfToken[TOKEN.2]}',
  '%{ if true }',
  '<<EOT\n',
  '"',
  "'",
  '`',
  '\\',
  '\\n',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '  - ',
  ': ',
  '---\n',
  '...\n',
  '#',
  '&amp;',
  '<a>',
  ']]>',
  '|',
  'no',
  '0755',
  '1:30',
  '~',
  'a',
  'ö',
  'é',
  '😀',
  '👩‍👩‍👧',
  '日本',
  '\u00a0',
  '\u0085',
  '\u2028',
  '\ufeff',
  '\u202e',
  '\u007f',
  '\u0001',
  '\u001b[31m',
  '\uf8f0secret_x\uf8f1',
];

/** In Unicode's decomposed form, and other spellings that are normalized away. */
const DECOMPOSED = ['e\u0301', '\u212b', '\u0344', '\u1100\u1161', 'q\u0323\u0307'];

const text = (pieces: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme', maxLength: 30 }),
    fc.string({ unit: 'binary-ascii', maxLength: 30 }),
  );

/** Any text without NUL, in the form that Terraform keeps. */
export const hostileText: fc.Arbitrary<string> = text(PIECES).map((one) => one.normalize('NFC').replaceAll('\0', ''));

/** Any text, NUL and decomposed characters among it. */
export const anyText: fc.Arbitrary<string> = text([...PIECES, ...DECOMPOSED, '\0']);

/** Without what XML cannot hold, and what ends a line. */
export function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\0-\x1f\x7f-\x9f\ufeff\ufffe\uffff]/g, '');
}
