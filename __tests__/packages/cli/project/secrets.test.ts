import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestSecret, ManifestStack } from '../../../../packages/cli/src/project/manifest';
import { Project } from '../../../../packages/cli/src/project/project';
import { secretEnvironment } from '../../../../packages/cli/src/project/secrets';
import { useTempDir } from '../../../support/temp-dir';

const directory = useTempDir('labtest-secrets');

function stackWith(source: ManifestSecret['source'], version = 1): ManifestStack {
  return { name: 'lab', secrets: [{ path: 'lab/Token', variable: 'secret_token', version, source }] } as unknown as ManifestStack;
}

const valueOf = (stack: ManifestStack, needed = true): string | undefined =>
  secretEnvironment(new Project(directory()), stack, needed)['TF_VAR_secret_token'];

afterEach(() => {
  jest.restoreAllMocks();
});

describe('a secret', () => {
  test('comes from the environment', () => {
    jest.replaceProperty(process, 'env', { ...process.env, API_TOKEN: 'it is $1' });
    expect(valueOf(stackWith({ kind: 'environment', variable: 'API_TOKEN' }))).toBe('it is $1');
  });

  test('is refused if Terraform would change it', () => {
    jest.replaceProperty(process, 'env', { ...process.env, API_TOKEN: 'caf' + 'e\u0301' });
    expect(() => valueOf(stackWith({ kind: 'environment', variable: 'API_TOKEN' }))).toThrow(
      "The secret lab/Token is not in Unicode's composed form (NFC), in which Terraform keeps all texts.",
    );
  });

  test('comes from a file that only its owner can read, without the last line break', () => {
    writeFileSync(join(directory(), 'token'), 'first\nsecond\n', { mode: 0o600 });
    expect(valueOf(stackWith({ kind: 'file', path: 'token' }))).toBe('first\nsecond');
  });

  test('is generated once for each version, in a file for its owner alone', () => {
    const first = valueOf(stackWith({ kind: 'generated', bytes: 32 }));
    expect(first).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(valueOf(stackWith({ kind: 'generated', bytes: 32 }))).toBe(first);
    expect(valueOf(stackWith({ kind: 'generated', bytes: 32 }, 2))).not.toBe(first);
    const file = join(directory(), '.labcloud/secrets/lab/secret_token.1');
    expect(readFileSync(file, 'utf8')).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test.each<[string, ManifestSecret['source'], () => void, string]>([
    ['a variable that is not set', { kind: 'environment', variable: 'LABTEST_NOT_SET' }, () => undefined, 'LABTEST_NOT_SET is not set'],
    ['a file that is missing', { kind: 'file', path: 'missing' }, () => undefined, 'there is no file'],
    [
      'an empty file',
      { kind: 'file', path: 'empty' },
      () => {
        writeFileSync(join(directory(), 'empty'), '\n', { mode: 0o600 });
      },
      'is empty',
    ],
    [
      'a file that others can read',
      { kind: 'file', path: 'open' },
      () => {
        writeFileSync(join(directory(), 'open'), 'seen');
        chmodSync(join(directory(), 'open'), 0o644);
      },
      'chmod 600',
    ],
  ])('is refused from %s, unless it does not matter', (_title, source, prepare, message) => {
    prepare();
    expect(() => valueOf(stackWith(source))).toThrow(message);
    expect(() => valueOf(stackWith(source))).toThrow('lab/Token');
    expect(valueOf(stackWith(source), false)).toBe('');
  });
});
