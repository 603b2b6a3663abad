import { stringify } from 'yaml';
import { sshOptionsOf } from '../lab/ssh-block';
import type { LabModel } from './lab-model';
import type { MachineLogin } from './logins';

/** The options of ssh for which Ansible has variables of its own. */
const OWN = new Set(['HostName', 'User', 'IdentityFile']);

interface Group {
  readonly hosts: Record<string, null>;
}

/**
 * An inventory for Ansible in YAML: each machine with its connection, in groups by stack (`stack_lab`), by host (`host_workstation`), and by
 * the constructs around it (`group_workers`).
 */
export function toAnsible({ lab }: LabModel, logins: readonly MachineLogin[]): string {
  const groups = new Map<string, Group>();
  for (const { name, machine } of logins) {
    const places = [
      `stack_${machine.stack}`,
      `host_${machine.host.split('/').at(-1) ?? ''}`,
      ...(machine.group ? [`group_${machine.group}`] : []),
    ];
    for (const group of places.map(groupName)) {
      const { hosts } = groups.get(group) ?? { hosts: {} };
      hosts[name] = null;
      groups.set(group, { hosts });
    }
  }
  const hosts = Object.fromEntries(logins.map((login) => [login.name, variablesOf(login)]));
  const children = Object.fromEntries([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
  const document = { all: { hosts, ...(groups.size > 0 && { children }), vars: { labcloud_lab: lab } } };
  return `# The machines of the lab '${lab}'; made by labcloud export ansible.\n${stringify(document, { aliasDuplicateObjects: false, lineWidth: 0, nullStr: '' })}`;
}

function variablesOf(login: MachineLogin): Record<string, string> {
  const { address, user, identityFile, machine } = login;
  const options = sshOptionsOf(login).filter(([name]) => !OWN.has(name));
  return {
    ansible_host: literal(address),
    ansible_user: literal(user),
    ansible_ssh_private_key_file: literal(identityFile),
    ansible_ssh_common_args: literal(options.map(([name, value]) => `-o ${shellWord(`${name}=${value}`)}`).join(' ')),
    labcloud_path: literal(machine.path),
    labcloud_host: literal(machine.host),
  };
}

/** A value in which Ansible finds no template. */
function literal(text: string): string {
  return /\{[{%#]/.test(text) ? `{% raw %}${text}{% endraw %}` : text;
}

/** A text as one word of a command line, as Python's shlex reads it. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** Ansible takes letters, digits and underscores. */
function groupName(text: string): string {
  const words = text.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return words.toLowerCase().replace(/[^a-z0-9_]+/g, '_');
}
