import { chmodSync, rmSync, writeSync } from 'node:fs';
import { providerHandlers } from '../calls/handlers';
import { Session } from '../calls/session';
import { type Provider } from '../provider';
import { makeCertificate } from './certificate';
import { makeCredentials, makeServer } from './grpc-server';
import { handshakeLine, readInvitation } from './handshake';
import { captureStdout, log } from './log';

/** go-plugin kills a provider two seconds after it asked it to end. */
const CLOSE_DEADLINE = 1000;

/** How a provider is served. */
export interface ServeOptions {
  /** The provider's name, for people who start it by hand. */
  name: string;
}

/**
 * Serves a provider to the Terraform that started this process, and ends the process when Terraform is done.
 * Started by hand, it says so on stderr and exits with status 1.
 */
export async function serve<C>(provider: Provider<C>, { name }: ServeOptions): Promise<void> {
  captureStdout();
  const session = new Session(provider);
  try {
    await listen(session, name);
  } catch (error) {
    writeSync(2, `${(error as Error).message}\n`);
    process.exit(1);
  }
}

async function listen<C>(session: Session<C>, name: string): Promise<void> {
  const { clientCertificate, socketPath } = readInvitation(process.env, name);
  const certificate = clientCertificate === undefined ? undefined : makeCertificate();
  const end = ending(session, socketPath);
  const server = makeServer(providerHandlers(session), { onShutdown: () => setImmediate(end), onClientGone: end });
  await new Promise<void>((resolve, reject) =>
    server.bindAsync(`unix:${socketPath}`, makeCredentials(certificate, clientCertificate), (error) => (error ? reject(error) : resolve())),
  );
  chmodSync(socketPath, 0o600);
  heedSignals(session, end);
  writeSync(1, handshakeLine(socketPath, certificate?.der));
}

/** Makes the function that ends the process, once. */
function ending<C>(session: Session<C>, socketPath: string): () => void {
  let begun = false;
  return () => {
    if (begun) return;
    begun = true;
    const exit = (): void => {
      rmSync(socketPath, { force: true });
      process.exit(0);
    };
    setTimeout(exit, CLOSE_DEADLINE);
    session.close().then(exit, (error: Error) => {
      log('warn', 'the client did not close', { error: error.message });
      exit();
    });
  };
}

/** Ctrl-C reaches the whole process group, but Terraform decides: it sends StopProvider. A SIGTERM is meant for the provider. */
function heedSignals<C>(session: Session<C>, end: () => void): void {
  process.on('SIGINT', () => log('debug', 'interrupt ignored, Terraform will say when to stop'));
  process.on('SIGTERM', () => {
    session.stop.abort(new Error('the provider was told to end'));
    end();
  });
}
