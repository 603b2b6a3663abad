import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { parsePrivateKey } from 'sshpk';
import type { Project } from './project';

/**
 * Makes the lab's own SSH key pair (Ed25519, no passphrase, mode 0600) unless it exists, and returns the private key's path.
 *
 * Written through a temporary name, so that an interrupted run leaves either a whole key or none.
 */
export function ensureSshKey(project: Project): string {
  const file = project.sshKeyFile;
  if (!existsSync(file)) {
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const key = parsePrivateKey(pem, 'pem');
    key.comment = 'labcloud';
    writeFileSync(`${file}.new`, key.toString('ssh'), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  if (!existsSync(`${file}.pub`)) {
    const key = parsePrivateKey(readFileSync(file), 'ssh').toPublic();
    key.comment = 'labcloud';
    writeFileSync(`${file}.pub.new`, `${key.toString('ssh')}\n`, { mode: 0o644 });
    renameSync(`${file}.pub.new`, `${file}.pub`);
  }
  return file;
}
