import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { escapeTemplate } from '../../../constructs';

/** What a real Terraform makes of texts in its JSON. */
function throughTerraform(texts: readonly string[]): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'labcloud-escape-'));
  const terraform = (...words: string[]): string =>
    execFileSync('terraform', words, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  try {
    const output = Object.fromEntries(texts.map((text, index) => [`o${index}`, { value: escapeTemplate(text) }]));
    writeFileSync(join(directory, 'main.tf.json'), JSON.stringify({ output }));
    terraform('apply', '-auto-approve', '-input=false');
    const values = JSON.parse(terraform('output', '-json')) as Record<string, { value: string }>;
    return texts.map((_, index) => values[`o${index}`]?.value ?? '');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('escapeTemplate', () => {
  test('brings any text through Terraform as it is', () => {
    const pieces = fc.constantFrom(
      '${',
      '%{',
      '$',
      '%',
      '{',
      '}',
      '$${',
      '%%{',
      '"',
      '\\',
      '\n',
      '\t',
      'a',
      ' ',
      'é',
      '😀',
      '${var.x}',
      '%{ if true }',
    );
    const texts = fc.sample(
      fc.oneof(
        fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join('')),
        fc.string({ unit: 'grapheme' }),
      ),
      400,
    );

    // Terraform normalises Unicode (NFC), which is not for a template to prevent.
    expect(throughTerraform(texts)).toEqual(texts.map((text) => text.normalize('NFC')));
  });

  test('leaves text without templates alone', () => {
    expect(escapeTemplate('$HOME costs 5 % {of} $x')).toBe('$HOME costs 5 % {of} $x');
  });
});
