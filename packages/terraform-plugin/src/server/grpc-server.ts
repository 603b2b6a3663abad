import { createSecureServer, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { type Socket } from 'node:net';
import { providerHandlers } from '../calls/handlers';
import { type Session } from '../calls/session';
import { empty } from '../wire/common-messages';
import { type Message } from '../wire/message';
import { healthCheckResponse } from '../wire/plugin-services';
import { type Method, PROVIDER_METHODS, type ProviderHandlers } from '../wire/provider-service';
import { type Certificate } from './certificate';
import { answer, finish, GrpcError, GrpcStatus, readMessage, refuse } from './grpc-call';
import { log } from './log';

/** In megabytes; Node's own limit is below that of a message. */
const MAX_SESSION_MEMORY = 1024;
const SERVING = 1;

/** Both sides of mutual TLS; undefined if Terraform did not ask for it. */
export interface Identity {
  certificate: Certificate | undefined;
  /** PEM. */
  clientCertificate: string | undefined;
}

/** What happens besides the calls of the provider. */
export interface Lifecycle {
  /** Terraform wants the provider to end. */
  onShutdown(): void;
  /** Terraform has gone away without saying so. */
  onClientGone(): void;
}

/** How to reach the server: connections are handed to it, because it is loaded only after the handshake. */
export interface Reception {
  accept(connection: Socket): void;
}

type Call = (stream: ServerHttp2Stream) => void;
type AnyMethod = Method<object, object>;
type Handler = (request: object, signal: AbortSignal) => object | Promise<object>;

/** Makes the gRPC server: the provider's service and those that go-plugin needs, behind mutual TLS with exactly that client if it asked for it. */
export function makeReception<C>(session: Session<C>, lifecycle: Lifecycle, identity: Identity): Reception {
  const calls = new Map([...providerCalls(session), ...pluginCalls(lifecycle)]);
  const server = makeServer(identity);
  server.on('stream', (stream, { ':path': path = '' }) => {
    // What a stream ends with shows in its call.
    stream.on('error', () => undefined);
    const call = calls.get(path);
    if (call === undefined) refuse(stream, { status: GrpcStatus.UNIMPLEMENTED, message: `there is no call ${path}` });
    else call(stream);
  });
  return { accept: (connection) => void server.emit('connection', connection) };
}

function makeServer({ certificate, clientCertificate }: Identity): Http2Server {
  const options = { maxSessionMemory: MAX_SESSION_MEMORY };
  if (certificate === undefined || clientCertificate === undefined) return createServer(options);
  const pair = { key: certificate.keyPem, cert: certificate.certificatePem };
  return createSecureServer({ ...options, ...pair, ca: clientCertificate, requestCert: true, rejectUnauthorized: true });
}

function providerCalls<C>(session: Session<C>): [string, Call][] {
  const handlers = providerHandlers(session);
  const names = Object.keys(PROVIDER_METHODS) as (keyof ProviderHandlers)[];
  return names.map((name) => [
    `/tfplugin6.Provider/${name}`,
    (stream) => void unary(session, { name, method: PROVIDER_METHODS[name] as AnyMethod, handler: handlers[name] as Handler }, stream),
  ]);
}

interface Unary {
  readonly name: string;
  readonly method: AnyMethod;
  readonly handler: Handler;
}

async function unary<C>(session: Session<C>, { name, method, handler }: Unary, stream: ServerHttp2Stream): Promise<void> {
  const gone = new AbortController();
  stream.on('close', () => {
    if (!stream.headersSent) gone.abort(new Error('Terraform gave up the call'));
  });
  try {
    const request = await readMessage(stream).then(reading(method.request));
    const response = await session.track(gone, (signal) => handler(request, signal));
    answer(stream, method.response.encode(response));
  } catch (error) {
    if (error instanceof GrpcError) return refuse(stream, error);
    const { stack, message } = error as Error;
    log('error', `${name} crashed`, { error: stack ?? message });
    refuse(stream, { status: GrpcStatus.INTERNAL, message: `${name} crashed: ${message}` });
  }
}

function reading<M extends object>(message: Message<M>): (bytes: Buffer) => M {
  return (bytes) => {
    try {
      return message.decode(bytes);
    } catch (error) {
      throw new GrpcError(GrpcStatus.INTERNAL, `the request cannot be read: ${(error as Error).message}`);
    }
  };
}

function pluginCalls({ onShutdown, onClientGone }: Lifecycle): [string, Call][] {
  const serving = healthCheckResponse.encode({ status: SERVING });
  return [
    [
      '/plugin.GRPCController/Shutdown',
      (stream) => {
        answer(stream.resume(), empty.encode({}));
        onShutdown();
      },
    ],
    ['/grpc.health.v1.Health/Check', (stream) => answer(stream.resume(), serving)],
    ['/plugin.GRPCBroker/StartStream', (stream) => void stream.on('end', () => finish(stream)).resume()],
    // Nothing is sent on it, but it lives as long as Terraform's connection.
    ['/plugin.GRPCStdio/StreamStdio', (stream) => void stream.on('close', onClientGone).resume()],
  ];
}
