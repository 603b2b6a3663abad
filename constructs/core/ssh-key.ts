import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { IConstruct } from 'constructs';
import { ConfigError } from './config-error';
import { LabApp } from './lab-app';

const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]+) [A-Za-z0-9+/]+={0,2}( [^\r\n]*)?$/;

/** Where a lab keeps its public key, relative to the project. */
export const LAB_KEY_FILE = '.labcloud/ssh/id_ed25519.pub';

/** A public SSH key that may log in. */
export class SshKey {
  /**
   * The lab's own key, which `labcloud up` makes and `labcloud ssh` uses.
   * @throws ConfigError if it has not been made yet
   */
  static ofLab(scope: IConstruct): SshKey {
    const file = join(LabApp.of(scope).projectDir, LAB_KEY_FILE);
    if (!existsSync(file)) {
      throw new ConfigError(
        scope,
        `the lab has no SSH key yet: run 'npx labcloud up', or ssh-keygen -t ed25519 -N '' -f ${LAB_KEY_FILE.slice(0, -4)}`,
      );
    }
    return SshKey.fromPublicKey(readFileSync(file, 'utf8').trim());
  }

  /**
   * A key in the form of a line of `authorized_keys`.
   * @throws RangeError if it is not one
   */
  static fromPublicKey(line: string): SshKey {
    if (!PUBLIC_KEY.test(line)) {
      throw new RangeError(`an SshKey must look like 'ssh-ed25519 AAAA… name', got '${line.slice(0, 40)}'`);
    }
    return new SshKey(line);
  }

  private constructor(readonly line: string) {}
}
