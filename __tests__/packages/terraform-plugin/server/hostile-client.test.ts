import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { Session } from '../../../../packages/terraform-plugin/src/calls/session';
import { makeReception } from '../../../../packages/terraform-plugin/src/server/grpc-server';
import { getProviderSchemaResponse } from '../../../../packages/terraform-plugin/src/wire/schema-messages';
import { provider } from '../fixtures/contract';

let server: Server;
let client: Client;

/** Sends bytes as a request and gives the bytes of the answer, or the status of the error. */
function send(method: string, request: Buffer): Promise<Buffer | number> {
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve) => {
    client.makeUnaryRequest(`/tfplugin6.Provider/${method}`, same, same, request, (error: ServiceError | null, answer?: Buffer) =>
      resolve(error?.code ?? answer ?? Buffer.alloc(0)),
    );
  });
}

beforeAll(async () => {
  const reception = makeReception(
    new Session(provider),
    { onShutdown: () => undefined, onClientGone: () => undefined },
    { certificate: undefined, clientCertificate: undefined },
  );
  server = createServer(reception.accept);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = new Client(`127.0.0.1:${(server.address() as AddressInfo).port}`, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
  });
});

afterAll(() => {
  client.close();
  server.close();
});

afterEach(async () => {
  const schema = await send('GetProviderSchema', Buffer.alloc(0));
  expect(Buffer.isBuffer(schema) && Object.keys(getProviderSchemaResponse.decode(schema).resourceSchemas ?? {}).length).toBeGreaterThan(0);
});

test.each([
  ['is cut off', '0a7f', status.INTERNAL],
  ['has a length beyond all bytes', '0affffffff0f', status.INTERNAL],
  ['has a tag that never ends', 'ffffffffffffffffffffffff', status.INTERNAL],
])('a request that %s is refused, and the next one is answered', async (_what, hex, code) => {
  await expect(send('PlanResourceChange', Buffer.from(hex, 'hex'))).resolves.toBe(code);
});

test('a request that is larger than Terraform may send is refused, and the next one is answered', async () => {
  await expect(send('PlanResourceChange', Buffer.alloc((64 << 20) + 1))).resolves.toBe(status.RESOURCE_EXHAUSTED);
});

test.each([
  ['HTTP/1.1', 'GET / HTTP/1.1\r\n\r\n'],
  ['nonsense in HTTP/2', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\xff'.repeat(9)}`],
  ['nothing but zeros', '\x00'.repeat(10_000)],
])('a client that speaks %s is left, and the next one is answered', async (_what, words) => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined).resume();
  socket.end(Buffer.from(words, 'latin1'));
  await once(socket, 'close');
});
