import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';

/** How much of what ssh says is kept. */
const LAST_WORDS = 2000;

/**
 * A stream to the Docker daemon of another computer, through the system's ssh and `docker system dial-stdio` there, as Docker's own client does it.
 * Nobody is asked for a password.
 *
 * @param host e.g. `ssh://ops@box.lan:2222`; `?config=` names a file with ssh's configuration
 */
export function dialThroughSsh(host: string): Duplex {
  const { username, hostname, port, searchParams } = new URL(host);
  const config = searchParams.get('config');
  const args = [
    ...(config === null ? [] : ['-F', config]),
    '-o',
    'BatchMode=yes',
    '-o',
    'ConnectTimeout=10',
    ...(port === '' ? [] : ['-p', port]),
  ];
  const target = username === '' ? hostname : `${decodeURIComponent(username)}@${hostname}`;
  const child = spawn('ssh', [...args, '--', target, 'docker', 'system', 'dial-stdio'], { stdio: 'pipe' });
  const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words = (words + text).slice(-LAST_WORDS)));
  child.on('error', (error) => stream.destroy(error));
  child.on('close', (status) => {
    if (status !== 0) {
      stream.destroy(new Error(words.trim() || `ssh ended with exit status ${String(status)}`));
    }
  });
  stream.on('close', () => child.kill());
  return stream;
}
