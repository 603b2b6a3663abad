import { once } from 'node:events';
import { chmodSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:net';
import { Session } from '../calls/session';
import { type Provider } from '../provider';
import { makeCertificate } from './certificate';
import { handshakeLine, readInvitation } from './handshake';
import { log } from './log';
import { isDebugged } from './debug-flag';

/** In milliseconds: go-plugin kills a provider two seconds after it asked it to end. */
const CLOSE_DEADLINE = 1000;
/** How long cancelled calls may take to clean up when Terraform is gone or the provider is told to end; when Terraform asks, none is left. */
const DRAIN_DEADLINE = 10_000;
/** How long the last answers may take on their way. */
const ANSWER_DELAY = 100;
/** How often it is looked whether Terraform still lives. */
const WATCH_INTERVAL = 1000;

/** How a provider is served. */
export interface ServeOptions {
  /** The provider's name, for people who start it by hand. */
  name: string;
  /**
   * Its source address, e.g. `registry.terraform.io/hashicorp/random`, by which Terraform knows it when it is started with `--debug`.
   * @default - it cannot be started so
   */
  address?: string;
}

/**
 * Serves a provider to the Terraform that started this process, and ends the process when Terraform is done.
 * Started by hand with `--debug`, it serves until it is interrupted, and prints what tells Terraform of it.
 * Started by hand without, it says so on stderr and exits with status 1.
 */
export async function serve<C>(provider: Provider<C>, { name, address }: ServeOptions): Promise<void> {
  if (address !== undefined && isDebugged(process.argv)) return (await import('./serve-debug')).serveDebug(provider, address);
  const session = new Session(provider);
  try {
    await listen(session, name);
  } catch (error) {
    try {
      writeSync(2, `${(error as Error).message}\n`);
    } finally {
      // Also when nobody is there any more to read it.
      process.exit(1);
    }
  }
}

async function listen<C>(session: Session<C>, name: string): Promise<void> {
  const { clientCertificate, socketPath } = readInvitation(process.env, name);
  const certificate = clientCertificate === undefined ? undefined : makeCertificate();
  const listener = createServer();
  await once(listener.listen(socketPath), 'listening');
  chmodSync(socketPath, 0o600);
  const end = ending(session, socketPath);
  heedSignals(end);
  heedLoss(end);
  shakeHands(socketPath, certificate?.der);
  // Only now, while Terraform reads the line: gRPC and TLS take longer to load than all before.
  const reception = import('./grpc-server').then(({ makeReception }) =>
    makeReception(session, { onShutdown: () => setImmediate(end), onClientGone: end }, { certificate, clientCertificate }),
  );
  listener.on('connection', (connection) => void reception.then(({ accept }) => accept(connection)));
  await reception;
}

/** @throws Error when Terraform is gone already */
function shakeHands(socketPath: string, certificate: Buffer | undefined): void {
  try {
    writeSync(1, handshakeLine(socketPath, certificate));
  } catch (error) {
    rmSync(socketPath, { force: true });
    throw error;
  }
}

/** Makes the function that ends the process, once: what runs is cancelled and may answer, then the client is closed. */
function ending<C>(session: Session<C>, socketPath: string): () => void {
  const exit = (): void => {
    rmSync(socketPath, { force: true });
    process.exit(0);
  };
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    const answers = session.idle ? 0 : ANSWER_DELAY;
    void within(DRAIN_DEADLINE, session.drain())
      .then(() => within(CLOSE_DEADLINE, session.close()))
      .then(() => setTimeout(exit, answers));
  };
}

/** Waits for work, but not longer than a number of milliseconds; a failure is only logged. */
async function within(deadline: number, work: Promise<void>): Promise<void> {
  const failed = (error: Error): void => log('warn', 'the provider did not end cleanly', { error: error.message });
  const timer = new Promise<void>((resolve) => setTimeout(resolve, deadline));
  await Promise.race([work.catch(failed), timer]);
}

/** Ctrl-C reaches the whole process group, but Terraform decides: it sends StopProvider. A SIGTERM is meant for the provider; a second one is obeyed at once. */
function heedSignals(end: () => void): void {
  process.on('SIGINT', () => log('debug', 'interrupt ignored, Terraform will say when to stop'));
  process.once('SIGTERM', end);
  process.on('unhandledRejection', (reason) => log('error', 'a promise was rejected that nobody waits for', { error: textOf(reason) }));
  process.on('uncaughtException', (error) => {
    log('error', 'an error was not caught', { error: textOf(error) });
    end();
  });
}

/** A Terraform that is killed before it has connected leaves no connection that could break, but another parent. */
function heedLoss(end: () => void): void {
  const terraform = process.ppid;
  setInterval(() => {
    if (process.ppid !== terraform) end();
  }, WATCH_INTERVAL).unref();
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
