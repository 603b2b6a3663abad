import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2, type IncomingHttpHeaders } from 'node:http2';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { Session } from '../../../../packages/terraform-plugin/src/calls/session';
import { makeReception } from '../../../../packages/terraform-plugin/src/server/grpc-server';
import { getProviderSchemaResponse } from '../../../../packages/terraform-plugin/src/wire/schema-messages';
import { provider } from '../fixtures/contract';

const FRAME = 5;
/** gRPC's status codes. */
const status = { OK: 0, RESOURCE_EXHAUSTED: 8, UNIMPLEMENTED: 12, INTERNAL: 13 };

let server: Server;
let client: ClientHttp2Session;

interface Answer {
  readonly code: number;
  readonly message: Buffer;
}

/** Sends bytes as a request of the provider's service, whatever they are and whatever length they are said to have. */
async function send(method: string, request: Buffer, { length = request.length, compressed = 0, ends = true } = {}): Promise<Answer> {
  const call = client.request({
    ':method': 'POST',
    ':path': `/tfplugin6.Provider/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  const prefix = Buffer.alloc(FRAME);
  prefix[0] = compressed;
  prefix.writeUInt32BE(length, 1);
  const pieces: Buffer[] = [];
  let code = -1;
  const note = (headers: IncomingHttpHeaders): void => void (code = Number(headers['grpc-status'] ?? code));
  call.on('data', (piece: Buffer) => pieces.push(piece));
  call.on('response', note).on('trailers', note);
  call.on('error', () => undefined);
  call.write(prefix);
  if (ends) call.end(request);
  else call.once('trailers', () => call.close()).write(request);
  await new Promise((resolve) => call.once('close', resolve));
  return { code, message: Buffer.concat(pieces).subarray(FRAME) };
}

beforeAll(async () => {
  const reception = makeReception(
    new Session(provider),
    { onShutdown: () => undefined, onClientGone: () => undefined },
    { certificate: undefined, clientCertificate: undefined },
  );
  server = createServer(reception.accept);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  client = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterAll(() => {
  client.destroy();
  server.close();
});

afterEach(async () => {
  const { code, message } = await send('GetProviderSchema', Buffer.alloc(0));
  expect(code).toBe(status.OK);
  expect(Object.keys(getProviderSchemaResponse.decode(message).resourceSchemas ?? {}).length).toBeGreaterThan(0);
});

test.each([
  ['is cut off', '0a7f', status.INTERNAL],
  ['has a length beyond all bytes', '0affffffff0f', status.INTERNAL],
  ['has a tag that never ends', 'ffffffffffffffffffffffff', status.INTERNAL],
])('a request that %s is refused, and the next one is answered', async (_what, hex, code) => {
  await expect(send('PlanResourceChange', Buffer.from(hex, 'hex'))).resolves.toMatchObject({ code });
});

test.each([(64 << 20) + 1, 0xffffffff])('a request that says it has %d bytes is refused, and the next one is answered', async (length) => {
  await expect(send('PlanResourceChange', Buffer.alloc(8), { length })).resolves.toMatchObject({ code: status.RESOURCE_EXHAUSTED });
});

test.each([
  ['is longer than it says', { length: 3 }, status.INTERNAL],
  ['is shorter than it says', { length: 9 }, status.INTERNAL],
  ['is compressed', { compressed: 1 }, status.UNIMPLEMENTED],
])('a request that %s is refused, and the next one is answered', async (_what, said, code) => {
  await expect(send('PlanResourceChange', Buffer.alloc(8), said)).resolves.toMatchObject({ code });
});

test('a request is answered as soon as it is whole, whether or not its end is heard of', async () => {
  // A field that this message does not have is passed over.
  await expect(send('GetProviderSchema', Buffer.from('0a00', 'hex'), { ends: false })).resolves.toMatchObject({ code: status.OK });
});

test('a call that does not exist is refused, and the next one is answered', async () => {
  await expect(send('MakeCoffee', Buffer.alloc(0))).resolves.toMatchObject({ code: status.UNIMPLEMENTED });
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
