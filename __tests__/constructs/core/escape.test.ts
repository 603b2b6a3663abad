import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../support/properties';
import { escapeTemplate } from '../../../constructs';
import { hostileText } from '../../support/hostile-text';

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
    const texts = [...fc.sample(hostileText, 500), '${x} %{y}\n"é\\😀'.repeat(10_000)];
    expect(throughTerraform(texts)).toEqual(texts);
  });

  test('leaves nothing that cdktf would take for a token of its own', () => {
    expect(escapeTemplate('${TfToken[TOKEN.1]}')).not.toContain('TfToken[');
  });

  test.each([
    ['e\u0301', /^a text must be in Unicode's composed form \(NFC\), in which Terraform keeps all texts, got 'e\u0301'/],
    ['\ud800', /^a text must be Unicode, got half a character/],
  ])('refuses what Terraform would change: %j', (text, message) => {
    expect(() => escapeTemplate(text)).toThrow(message);
  });

  test('leaves text without templates alone', () => {
    expect(escapeTemplate('$HOME costs 5 % {of} $x')).toBe('$HOME costs 5 % {of} $x');
  });
});
