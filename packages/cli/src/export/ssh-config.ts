import { sshBlock } from '../lab/ssh-block';
import type { LabModel } from './lab-model';
import type { MachineLogin } from './logins';

/** A configuration for `ssh -F`, or to be included by that of a user. */
export function toSshConfig({ lab }: LabModel, logins: readonly MachineLogin[]): string {
  return [`# The machines of the lab '${lab}'; made by labcloud export ssh-config.`, '', ...logins.map(sshBlock)].join('\n');
}
