import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { parsePrivateKey } from 'sshpk';
import { Project } from '../../../../packages/cli/src/project/project';
import { ensureSshKey } from '../../../../packages/cli/src/project/ssh-key';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-key');

describe('ensureSshKey', () => {
  test('makes an Ed25519 key that OpenSSH reads, for its owner alone', () => {
    const file = ensureSshKey(new Project(folder()));

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(`${file}.pub`, 'utf8')).toMatch(/^ssh-ed25519 AAAA\S+ labcloud\n$/);
    expect(parsePrivateKey(readFileSync(file), 'ssh').type).toBe('ed25519');
    expect(publicKeyByOpenSsh(file)).toBe(readFileSync(`${file}.pub`, 'utf8').split(' ')[1]);
  });

  test('keeps the key that is there and writes a lost public half again', () => {
    const project = new Project(folder());
    const file = ensureSshKey(project);
    const before = readFileSync(`${file}.pub`, 'utf8');
    rmSync(`${file}.pub`);

    expect(ensureSshKey(project)).toBe(file);
    expect(readFileSync(`${file}.pub`, 'utf8')).toBe(before);
  });
});

/** What ssh-keygen says; the library's own word where OpenSSH is not installed, said so. */
function publicKeyByOpenSsh(file: string): string | undefined {
  try {
    return execFileSync('ssh-keygen', ['-y', '-f', file], { encoding: 'utf8' }).split(' ')[1];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw error;
    }
    console.warn('ssh-keygen is not installed: the key was read back by the library that wrote it');
    return parsePrivateKey(readFileSync(file), 'ssh').toPublic().toString('ssh').split(' ')[1];
  }
}
