import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Project } from '../project/project';
import { sshBlock } from './ssh-block';

/** A machine to log in to. */
export interface SshTarget {
  readonly name: string;
  readonly address: string;
  readonly user: string;
  /** The public host key line (`ssh-ed25519 AAAA…`) as the machine's agent gave it. @default - trusted on first use */
  readonly hostKey?: string;
  /** The command whose input and output lead to the machine. @default - its address is reached from here */
  readonly proxyCommand?: string;
}

/**
 * Writes `.labcloud/ssh/config` and `known_hosts`, so that `ssh -F .labcloud/ssh/config NAME` reaches each machine
 * and refuses anything else that answers at its address.
 */
export function writeSshConfig(project: Project, targets: readonly SshTarget[]): void {
  const folder = join(project.privateDirectory, 'ssh');
  const knownHosts = join(folder, 'known_hosts');
  const blocks = targets.map(({ hostKey, ...target }) =>
    sshBlock({ ...target, identityFile: project.sshKeyFile, knownHostsFile: knownHosts, isKnown: hostKey !== undefined }),
  );
  writeFileSync(join(folder, 'config'), blocks.join('\n'), { mode: 0o600 });
  // A key that was trusted on first use stays, as long as its machine does.
  const trusted = existsSync(knownHosts) ? readFileSync(knownHosts, 'utf8').split('\n') : [];
  const keys = targets.flatMap(({ name, hostKey }) =>
    hostKey ? [`${name} ${hostKey}`] : trusted.filter((line) => line.startsWith(`${name} `)),
  );
  writeFileSync(knownHosts, keys.map((line) => `${line}\n`).join(''), { mode: 0o600 });
}

/** The command that logs in to a machine, as typed in the project's folder. */
export function loginCommand(project: Project, name: string): string {
  return `ssh -F ${relative(project.directory, join(project.privateDirectory, 'ssh', 'config'))} ${name}`;
}
