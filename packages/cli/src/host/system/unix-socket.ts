import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';

const DEADLINE = 5000;

/** How a unix socket answers: `open`, `refused` (nobody listens, or no such file) or `forbidden` (not to this user). */
export type SocketState = 'open' | 'refused' | 'forbidden';

/** Connects to a unix socket and leaves. */
export function tryUnixSocket(path: string): Promise<SocketState> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (state: SocketState): void => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(DEADLINE, () => end('refused'));
    socket.on('connect', () => end('open'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'EACCES' || error.code === 'EPERM' ? 'forbidden' : 'refused'));
  });
}

/**
 * Sends an HTTP GET over a unix socket and returns the body.
 *
 * @throws Error when nobody answers within five seconds, or with a status of 300 and above
 */
export function getOverUnixSocket(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ socketPath, path, timeout: DEADLINE, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        const status = response.statusCode ?? 0;
        if (status < 300) {
          resolve(body);
        } else {
          reject(new Error(`answered ${status}: ${body.trim()}`));
        }
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 5 s')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** Whether some process listens at a path, without connecting: that could start a daemon. */
export function isListened(paths: readonly string[]): boolean {
  return parseListeners(readFileSync('/proc/net/unix', 'utf8')).some((path) => paths.map(canonical).includes(canonical(path)));
}

const ACCEPTS_CONNECTIONS = 0x10000;

/** The paths that are listened at, from the content of `/proc/net/unix`. */
function parseListeners(procNetUnix: string): string[] {
  return procNetUnix
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , flags = '0']) => (parseInt(flags, 16) & ACCEPTS_CONNECTIONS) !== 0)
    .flatMap((fields) => fields.slice(7, 8));
}

function canonical(path: string): string {
  return path.replace(/^\/var\/run\//, '/run/');
}
