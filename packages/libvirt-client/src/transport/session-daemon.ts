import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Duplex } from 'node:stream';
import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type Transport } from './transport';

/** After so many seconds without a client or a running machine the daemon ends, as one that libvirt's own tools start. */
const IDLE_SECONDS = 120;
/** Daemons are not in the PATH of an ordinary user. */
const DAEMON_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** A transport to the daemon of this user's session, which is started when none runs: nobody else does that. */
export class SessionDaemon implements Transport {
  readonly target: string;

  /** @param names the programs to start, the likeliest first */
  constructor(
    private readonly socket: Transport,
    private readonly names: readonly string[],
    private readonly environment: NodeJS.ProcessEnv = process.env,
  ) {
    this.target = socket.target;
  }

  async connect(signal: AbortSignal): Promise<Duplex> {
    try {
      return await this.socket.connect(signal);
    } catch (error) {
      const { code } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
      const program = code === 'ENOENT' || code === 'ECONNREFUSED' ? this.program() : undefined;
      if (program === undefined || this.environment['LIBVIRT_AUTOSTART'] === '0') throw error;
      await start(program, this.environment, signal);
      return this.socket.connect(signal);
    }
  }

  private program(): string | undefined {
    const folders = [...(this.environment['PATH'] ?? '').split(delimiter).filter(Boolean), ...DAEMON_FOLDERS];
    return this.names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the daemon listens: then the program that was started leaves it in the background. */
function start(program: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['--daemon', `--timeout=${IDLE_SECONDS}`];
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], detached: true, env, signal });
    let words = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (words += chunk));
    child.once('error', reject);
    child.once('exit', (status) => {
      child.stderr?.destroy();
      if (status === 0) return resolve();
      const reason = words.trim() || `it ended with status ${status ?? 'unknown'}`;
      reject(new LibvirtError(ErrorCode.NO_CONNECT, `cannot start ${program} for this user's session: ${reason}`));
    });
  });
}
