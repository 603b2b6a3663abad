import { once } from 'node:events';
import { fstatSync, mkdtempSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from '../calls/session';
import { type Provider } from '../provider';
import { makeReception } from './grpc-server';
import { log } from './log';

const PROTOCOL_VERSION = 6;
const NO_TLS = { certificate: undefined, clientCertificate: undefined };
/** Between two steps of a run Terraform has no connection for a moment, in milliseconds. */
const LAST_CALL = 5000;

/**
 * Serves a provider to every Terraform that is told of it by the environment variable which this prints, until SIGINT or SIGTERM, or until
 * the program goes that holds the other end of its stdin and no Terraform is connected any more. Each connection has a session of its own,
 * as Terraform connects once for each configuration of the provider. The socket is in a folder that only this user enters, since Terraform
 * speaks without TLS here.
 */
export async function serveDebug<C>(provider: Provider<C>, address: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'terraform-plugin-'));
  const socketPath = join(folder, 'socket');
  const sessions = new Sessions(provider);
  const listener = createServer((connection) => {
    const session = sessions.begin();
    const end = (): void => void sessions.end(session);
    connection.on('close', end).on('error', end);
    makeReception(session, { onShutdown: end, onClientGone: end }, NO_TLS).accept(connection);
  });
  await once(listener.listen(socketPath), 'listening');
  const exit = (): never => process.exit(0);
  process
    .once('exit', () => rmSync(folder, { recursive: true, force: true }))
    .once('SIGINT', exit)
    .once('SIGTERM', exit);
  if (isHeld()) {
    process.stdin.once('close', () => {
      sessions.whenNone(LAST_CALL, exit);
    });
    process.stdin.resume();
  }
  writeSync(1, `TF_REATTACH_PROVIDERS='${JSON.stringify({ [address]: attachment(socketPath) })}'\n`);
}

/** The sessions that there are, each until its calls are answered and its client is closed. */
class Sessions<C> {
  private readonly open = new Set<Session<C>>();
  private readonly ending = new Set<Session<C>>();
  private onNone: (() => void) | undefined;

  constructor(private readonly provider: Provider<C>) {}

  begin(): Session<C> {
    const session = new Session(this.provider);
    this.open.add(session);
    return session;
  }

  async end(session: Session<C>): Promise<void> {
    if (this.ending.has(session)) return;
    this.ending.add(session);
    try {
      await session.drain();
      await session.close();
    } catch (error) {
      log('warn', 'a session did not end cleanly', { error: String(error) });
    }
    this.open.delete(session);
    if (this.open.size === 0) this.onNone?.();
  }

  /** Calls once there has been no session for so many milliseconds. */
  whenNone(milliseconds: number, then: () => void): void {
    const look = (): void => void setTimeout(() => this.open.size === 0 && then(), milliseconds);
    this.onNone = look;
    if (this.open.size === 0) look();
  }
}

/** Whether stdin is a pipe that ends with its other end, and no terminal or file. */
function isHeld(): boolean {
  const stdin = fstatSync(0);
  return stdin.isFIFO() || stdin.isSocket();
}

function attachment(socketPath: string): object {
  const place = { Network: 'unix', String: socketPath };
  return { Protocol: 'grpc', ProtocolVersion: PROTOCOL_VERSION, Pid: process.pid, Test: true, Addr: place };
}
