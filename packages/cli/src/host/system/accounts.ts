import { readFileSync } from 'node:fs';

const QEMU_USERS = ['libvirt-qemu', 'qemu'];

/** An account of this machine. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The account that libvirt runs guests as, or undefined when libvirt is not installed. */
export function guestAccount(): Account | undefined {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  return QEMU_USERS.map((wanted) => accounts.find(({ name }) => name === wanted)).find((account) => account !== undefined);
}

/** The number of a group of this machine. */
export function groupId(name: string): number | undefined {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  return line === undefined ? undefined : Number(line.split(':')[2]);
}
