import { connect, type Socket } from 'node:net';
import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type Transport } from './transport';

/** The transport over a unix socket: the first of several paths that a daemon listens on. */
export class UnixSocket implements Transport {
  readonly target: string;

  constructor(private readonly paths: string[]) {
    this.target = paths.join(' or ');
  }

  async connect(signal: AbortSignal): Promise<Socket> {
    const failures: NodeJS.ErrnoException[] = [];
    for (const path of this.paths) {
      try {
        return await connectTo(path, signal);
      } catch (error) {
        failures.push(error as NodeJS.ErrnoException);
      }
    }
    const failure = failures.find(({ code }) => code !== 'ENOENT') ?? failures[0];
    throw new LibvirtError(ErrorCode.NO_CONNECT, `cannot connect to libvirt at ${this.target}: ${explain(failure)}`, undefined, undefined, {
      cause: failure,
    });
  }
}

function connectTo(path: string, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const settle = (error?: unknown): void => {
      signal.removeEventListener('abort', aborted);
      socket.removeAllListeners();
      if (error === undefined) return resolve(socket);
      socket.on('error', () => undefined).destroy();
      reject(error as Error);
    };
    const aborted = (): void => settle(signal.reason);
    socket.once('connect', () => settle()).once('error', settle);
    if (signal.aborted) aborted();
    else signal.addEventListener('abort', aborted, { once: true });
  });
}

function explain(error: NodeJS.ErrnoException | undefined): string {
  switch (error?.code) {
    case 'ENOENT':
      return 'there is no such socket; is libvirtd or virtqemud running?';
    case 'ECONNREFUSED':
      return 'nothing listens there; is libvirtd or virtqemud running?';
    case 'EACCES':
      return "permission denied; is this user in the group 'libvirt'?";
    default:
      return error?.message ?? 'unknown reason';
  }
}
