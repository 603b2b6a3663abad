import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** How much of what ssh says is kept. */
const LAST_WORDS = 2000;

const OPTIONS = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10'];

/**
 * What follows `ssh` on a command line that leads to a host.
 *
 * @param host e.g. `ssh://ops@box.lan:2222`; `?config=` names a file with ssh's configuration
 */
export function sshTarget(host: string): string[] {
  const { username, hostname, port, searchParams } = new URL(host);
  const config = searchParams.get('config');
  return [
    ...(config === null ? [] : ['-F', config]),
    ...(port === '' ? [] : ['-p', port]),
    username === '' ? hostname : `${decodeURIComponent(username)}@${hostname}`,
  ];
}

/**
 * A stream to the Docker daemon of another computer, through the system's ssh and `docker system dial-stdio` there, as Docker's own client does it.
 * Nobody is asked for a password. When ssh fails, the stream fails with what ssh said.
 *
 * @param host as for `sshTarget`
 */
export function dialThroughSsh(host: string): Duplex {
  const target = sshTarget(host);
  return new ProgramStream(
    spawn('ssh', [...OPTIONS, ...target.slice(0, -1), '--', ...target.slice(-1), 'docker', 'system', 'dial-stdio'], {
      stdio: 'pipe',
      env: process.env,
    }),
  );
}

/** A program's output and input. It does not end before the program has, whose exit status says whether that was the end or a failure. */
class ProgramStream extends Duplex {
  private words = '';

  constructor(private readonly program: ChildProcessWithoutNullStreams) {
    super();
    program.stdout.on('data', (chunk: Buffer) => {
      if (!this.push(chunk)) {
        program.stdout.pause();
      }
    });
    program.stderr.setEncoding('utf8').on('data', (text: string) => (this.words = (this.words + text).slice(-LAST_WORDS)));
    // Who writes to a program that has ended is told when it is known why.
    program.stdin.on('error', () => undefined);
    program.on('error', (error) => this.destroy(error));
    program.on('close', (status) => {
      if (status === 0) {
        this.push(null);
      } else {
        this.destroy(new Error(this.words.trim() || `ssh ended with exit status ${String(status)}`));
      }
    });
  }

  override _read(): void {
    this.program.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.program.stdin.write(chunk, () => {
      done();
    });
  }

  override _final(done: () => void): void {
    this.program.stdin.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.program.kill();
    done(error);
  }
}
