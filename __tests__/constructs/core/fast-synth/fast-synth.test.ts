import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scenarios } from './scenarios';
import { WRONG } from './wrong-scenarios';

const folder = mkdtempSync(join(tmpdir(), 'labcloud-torture-'));

function run(fast: '0' | '1', hcl = false): { errors: Record<string, string>; files: Record<string, string> } {
  const output = join(folder, `${fast}-${hcl}`);
  const stdout = execFileSync(process.execPath, ['-r', './scripts/register.cjs', join(__dirname, 'torture.ts'), output], {
    env: { ...process.env, LABCLOUD_FAST_SYNTH: fast, SYNTH_HCL_OUTPUT: String(hcl), NODE_NO_WARNINGS: '1' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const files = (readdirSync(output, { recursive: true, withFileTypes: true }) as { isFile(): boolean; parentPath: string; name: string }[])
    .filter((entry) => entry.isFile() && /\.(?:json|tf)$/.test(entry.name))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  return {
    errors: JSON.parse(stdout.replaceAll(output, '')) as Record<string, string>,
    files: Object.fromEntries(files.map((file) => [file.slice(output.length), readFileSync(file, 'utf8')])),
  };
}

/** Without the numbers of tokens, which count what was resolved, and without where a token was made, which the fast path does not keep. */
function words(error: string | undefined): string | undefined {
  return error?.replace(/\nObject creation stack:[^]*/, '').replace(/TOKEN\.\d+/g, 'TOKEN');
}

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('fast synth', () => {
  const stock = run('0');
  const fast = run('1');

  test.each(Object.keys(scenarios))('writes the same bytes as stock cdktf for %s', (name) => {
    const of = (files: Record<string, string>): [string, string][] =>
      Object.entries(files).filter(([path]) => path.startsWith(`/${name}/`));
    expect(stock.errors[name]).toBeUndefined();
    expect(of(fast.files)).toEqual(of(stock.files));
    expect(of(fast.files).length).toBeGreaterThan(2);
  });

  test.each(Object.keys(WRONG))('refuses %s with the same words', (name) => {
    expect(words(fast.errors[name])).toBe(words(stock.errors[name]));
    expect(fast.errors[name]).toMatch(/./);
  });

  test('writes the same HCL', () => {
    expect(run('1', true).files).toEqual(run('0', true).files);
  });
});
