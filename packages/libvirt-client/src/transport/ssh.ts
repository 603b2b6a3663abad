import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Duplex } from 'node:stream';
import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type LibvirtURI } from '../uri';
import { CommandStream } from './command-stream';
import { remoteCommand } from './remote-command';
import { sshFailure } from './ssh-failure';
import { type Transport } from './transport';

/** The transport through the `ssh` of this machine: with the user's configuration, agent and keys, but never with a question. */
export class Ssh implements Transport {
  readonly target: string;
  private readonly arguments: string[];
  private readonly host: string;

  /** @throws LibvirtError INVALID_ARG if the URI names no host */
  constructor(
    private readonly uri: LibvirtURI,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {
    const { user, host, port } = uri;
    if (!host) throw new LibvirtError(ErrorCode.INVALID_ARG, "a URI with '+ssh' needs a host, as 'qemu+ssh://ops@kvm1.lan/system'");
    this.host = host;
    this.target = `${user ? `${user}@` : ''}${host}${port ? `:${port}` : ''} through ssh`;
    this.arguments = [...sshOptions(uri), '--', host, remoteCommand(uri)];
  }

  connect(signal: AbortSignal): Promise<Duplex> {
    const { host, target } = this;
    if (signal.aborted) return Promise.reject(signal.reason as Error);
    prepareKnownHosts(this.uri.parameters);
    const stream = new CommandStream('ssh', this.arguments, (ending) => sshFailure(host, target, ending), this.environment);
    return Promise.resolve(stream);
  }
}

/**
 * What ssh is told to get to the host of a URI, without the host itself: its user, port, keys and how it is verified.
 * Everything else is left to the user's configuration.
 */
export function sshOptions({ user, port, parameters }: LibvirtURI): string[] {
  const keyFile = parameters.get('keyfile');
  const knownHosts = parameters.get('known_hosts');
  const verify = parameters.get('known_hosts_verify');
  const options = {
    BatchMode: 'yes',
    LogLevel: 'ERROR',
    // One connection, for this command: what the user's configuration wants beside that would clash with what else runs.
    ClearAllForwardings: 'yes',
    ForwardAgent: 'no',
    ForwardX11: 'no',
    ControlMaster: 'no',
    RemoteCommand: 'none',
    ...(verify && { StrictHostKeyChecking: verify === 'auto' ? 'accept-new' : 'yes' }),
    ...(knownHosts && { UserKnownHostsFile: word('known_hosts', knownHosts) }),
    ...(keyFile && { IdentityFile: word('keyfile', keyFile) }),
  };
  return [
    '-T',
    '-e',
    'none',
    ...(user ? ['-l', user] : []),
    ...(port ? ['-p', String(port)] : []),
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
  ];
}

/** A path as a word of ssh's configuration, which has no way to write a quote. */
function word(parameter: string, path: string): string {
  if (/["\n]/.test(path)) throw new LibvirtError(ErrorCode.INVALID_ARG, `'${parameter}' must be a path without quotes, got ${path}`);
  return `"${path.replaceAll('%', '%%')}"`;
}

/** ssh would make the file readable for everyone, and no folder for it. */
function prepareKnownHosts(parameters: ReadonlyMap<string, string>): void {
  const file = parameters.get('known_hosts');
  if (file === undefined || file.startsWith('~') || parameters.get('known_hosts_verify') !== 'auto') return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
}
