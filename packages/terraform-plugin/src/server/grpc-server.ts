import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type ServerDuplexStream,
  type ServerWritableStream,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { type Socket } from 'node:net';
import { providerHandlers } from '../calls/handlers';
import { type Session } from '../calls/session';
import { empty } from '../wire/common-messages';
import { type Message } from '../wire/message';
import { healthCheckResponse } from '../wire/plugin-services';
import { type Method, PROVIDER_METHODS, type ProviderHandlers } from '../wire/provider-service';
import { type Certificate } from './certificate';
import { log } from './log';

/** Terraform's own limit for a message. */
const MAX_MESSAGE = 64 << 20;
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

/** Makes the gRPC server: the provider's service and those that go-plugin needs, behind mutual TLS with exactly that client if it asked for it. */
export function makeReception<C>(session: Session<C>, lifecycle: Lifecycle, identity: Identity): Reception {
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE,
    'grpc.max_send_message_length': MAX_MESSAGE,
    'grpc.enable_channelz': 0,
  });
  addProviderService(server, session);
  addPluginServices(server, lifecycle);
  const injector = server.createConnectionInjector(credentialsOf(identity));
  return { accept: (connection) => injector.injectConnection(connection) };
}

function credentialsOf({ certificate, clientCertificate }: Identity): ServerCredentials {
  if (certificate === undefined || clientCertificate === undefined) return ServerCredentials.createInsecure();
  const pair = { private_key: Buffer.from(certificate.keyPem), cert_chain: Buffer.from(certificate.certificatePem) };
  return ServerCredentials.createSsl(Buffer.from(clientCertificate), [pair], true);
}

function addProviderService<C>(server: Server, session: Session<C>): void {
  const handlers = providerHandlers(session);
  const names = Object.keys(PROVIDER_METHODS) as (keyof ProviderHandlers)[];
  server.addService(
    Object.fromEntries(names.map((name) => [name, definition('tfplugin6.Provider', name, PROVIDER_METHODS[name] as AnyMethod)])),
    Object.fromEntries(names.map((name) => [name, unary(session, name, handlers[name] as Handler)])),
  );
}

type AnyMethod = Method<object, object>;
type Handler = (request: object, signal: AbortSignal) => object | Promise<object>;

function definition(
  service: string,
  name: string,
  { request, response }: AnyMethod,
  stream: { in?: boolean; out?: boolean } = {},
): ServiceDefinition[string] {
  return {
    path: `/${service}/${name}`,
    requestStream: stream.in === true,
    responseStream: stream.out === true,
    requestSerialize: request.encode as never,
    requestDeserialize: request.decode as never,
    responseSerialize: response.encode as never,
    responseDeserialize: response.decode as never,
  };
}

function unary<C>(session: Session<C>, name: string, handler: Handler): handleUnaryCall<object, object> {
  return (call, reply) => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort(new Error('Terraform gave up the call')));
    session.track(Promise.resolve().then(() => handler(call.request, gone.signal))).then(
      (response) => reply(null, response),
      (error: Error) => {
        log('error', `${name} crashed`, { error: error.stack ?? error.message });
        reply({ code: status.INTERNAL, details: `${name} crashed: ${error.message}` });
      },
    );
  };
}

function addPluginServices(server: Server, { onShutdown, onClientGone }: Lifecycle): void {
  const plain: AnyMethod = { request: empty as Message<object>, response: empty as Message<object> };
  const health: AnyMethod = { request: empty as Message<object>, response: healthCheckResponse as Message<object> };
  const add = (service: string, name: string, method: AnyMethod, stream: { in?: boolean; out?: boolean }, implementation: unknown): void =>
    server.addService({ [name]: definition(service, name, method, stream) }, { [name]: implementation } as UntypedServiceImplementation);
  add('plugin.GRPCController', 'Shutdown', plain, {}, unaryNow(onShutdown, {}));
  add(
    'grpc.health.v1.Health',
    'Check',
    health,
    {},
    unaryNow(() => undefined, { status: SERVING }),
  );
  add('plugin.GRPCBroker', 'StartStream', plain, { in: true, out: true }, (call: ServerDuplexStream<object, object>) => {
    call.on('data', () => undefined);
    call.on('end', () => call.end());
  });
  // Nothing is sent on it, but it lives as long as Terraform's connection.
  add('plugin.GRPCStdio', 'StreamStdio', plain, { out: true }, (call: ServerWritableStream<object, object>) => {
    call.on('cancelled', onClientGone);
  });
}

function unaryNow(effect: () => void, response: object): handleUnaryCall<object, object> {
  return (_call, reply) => {
    reply(null, response);
    effect();
  };
}
