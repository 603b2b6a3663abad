/** How to log in to a machine. */
export interface SshLogin {
  readonly name: string;
  readonly address: string;
  readonly user: string;
  readonly identityFile: string;
  readonly knownHostsFile: string;
  /** Whether its host key is known, so that any other is refused. */
  readonly isKnown: boolean;
  /** The command whose input and output lead to the machine. @default - its address is reached from here */
  readonly proxyCommand?: string;
}

/** The options of ssh for a machine, by their names in `ssh_config`. */
export function sshOptionsOf(login: SshLogin): [name: string, value: string][] {
  const { name, address, user, identityFile, knownHostsFile, isKnown, proxyCommand } = login;
  return [
    ['HostName', address],
    ['User', user],
    ...(proxyCommand ? ([['ProxyCommand', proxyCommand]] as [string, string][]) : []),
    ['HostKeyAlias', name],
    ['IdentityFile', quoted(identityFile)],
    ['IdentitiesOnly', 'yes'],
    ['UserKnownHostsFile', quoted(knownHostsFile)],
    ['StrictHostKeyChecking', isKnown ? 'yes' : 'accept-new'],
  ];
}

/** The part of an `ssh_config` about a machine. */
export function sshBlock(login: SshLogin): string {
  return [`Host ${login.name}`, ...sshOptionsOf(login).map(([name, value]) => `  ${name} ${value}`), ''].join('\n');
}

/** A path as one word, in which ssh puts nothing in place of `%` and what follows. */
function quoted(path: string): string {
  return `"${path.replaceAll('%', '%%').replace(/[\\"]/g, '\\$&')}"`;
}
