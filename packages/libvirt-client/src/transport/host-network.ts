import { mkdtempSync, rmSync } from 'node:fs';
import { connect, isIPv6 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex } from 'node:stream';
import { type LibvirtURI, parseURI } from '../uri';
import { CommandStream } from './command-stream';
import { sshOptions } from './ssh';
import { sshFailure } from './ssh-failure';

/** A host that does not answer for so long (seconds, three times) is given up. */
const ALIVE = ['-o', 'ServerAliveInterval=5'];

/**
 * The network as a host sees it, with what only that host reaches, such as its machines behind NAT: for this machine the network itself,
 * for another one through ssh.
 */
export class HostNetwork {
  private readonly uri: LibvirtURI;
  private shared: { readonly directory: string; readonly master: CommandStream } | undefined;

  /** @throws LibvirtError INVALID_ARG if the URI is none */
  constructor(
    uri: string,
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.uri = parseURI(uri);
  }

  /** The value of ssh's `ProxyCommand` that leads to where the host leads; undefined if no proxy is needed. */
  get proxyCommand(): string | undefined {
    if (!this.host) return undefined;
    // The ssh that is told so puts something in place of what begins with a percent sign.
    const options = sshOptions(this.uri).map((word) => word.replaceAll('%', '%%'));
    const words = ['ssh', ...options, '-W', '[%h]:%p', '--', this.host];
    return words.map((word) => (/^[\w@%+=:,./[\]-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)).join(' ');
  }

  /** Opens a TCP connection from the host; that it fails is told by the stream. It is closed by being destroyed. */
  connect(address: string, port: number): Duplex {
    const { host } = this;
    if (!host) return connect({ host: address, port });
    const target = `${isIPv6(address) ? `[${address}]` : address}:${port} from ${host}`;
    const args = ['-S', this.controlPath(host), ...sshOptions(this.uri), '-W', `[${address}]:${port}`, '--', host];
    return new CommandStream('ssh', args, (ending) => sshFailure(host, target, ending), this.environment);
  }

  /** Leaves the host; connections end. */
  close(): void {
    const { shared } = this;
    this.shared = undefined;
    if (!shared) return;
    shared.master.destroy();
    rmSync(shared.directory, { recursive: true, force: true });
  }

  private get host(): string | undefined {
    return this.uri.transport === 'ssh' ? this.uri.host : undefined;
  }

  /** One ssh is shared by all connections; while it is not there each makes its own way. */
  private controlPath(host: string): string {
    if (!this.shared) {
      const directory = mkdtempSync(join(tmpdir(), 'labcloud-ssh-'));
      const options = ['-N', '-M', '-S', join(directory, 'control'), ...ALIVE, ...sshOptions(this.uri)];
      const master = new CommandStream('ssh', [...options, '--', host], () => undefined, this.environment);
      this.shared = { directory, master: master.on('error', () => undefined).resume() };
    }
    return join(this.shared.directory, 'control');
  }
}
