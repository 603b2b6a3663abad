import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostNetwork } from '@labcloud/libvirt-client';
import type { SshLogin } from '../lab/ssh-block';
import type { Project } from '../project/project';
import type { LabModel, ModelMachine } from './lab-model';

/** A machine that can be logged in to, and how. */
export interface MachineLogin extends SshLogin {
  readonly machine: ModelMachine;
}

/** How to log in to each machine that has a user, with the lab's key. Whose host key `labcloud up` has seen, its machine must show it. */
export function loginsOf(project: Project, { hosts, machines }: LabModel): MachineLogin[] {
  const knownHostsFile = join(project.privateDirectory, 'ssh', 'known_hosts');
  const known = existsSync(knownHostsFile) ? readFileSync(knownHostsFile, 'utf8').split('\n') : [];
  return machines.flatMap((machine) => {
    const { name, address, user, host } = machine;
    const uri = hosts.find(({ path }) => path === host)?.uri ?? '';
    const { proxyCommand } = new HostNetwork(uri);
    const isKnown = known.some((line) => line.startsWith(`${name} `));
    return user === null ? [] : [{ machine, name, address, user, identityFile: project.sshKeyFile, knownHostsFile, isKnown, proxyCommand }];
  });
}
