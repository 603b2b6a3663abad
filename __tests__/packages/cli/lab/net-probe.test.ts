import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Server } from 'node:net';
import { PassThrough } from 'node:stream';
import { answersHttp, type Dial, greetsSsh } from '../../../../packages/cli/src/lab/net-probe';

const servers: Server[] = [];

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const tcp = (greeting: string): Promise<number> =>
  listening(createTcpServer((socket) => socket.on('error', () => undefined).write(greeting)));
const http = (answer: RequestListener): Promise<number> => listening(createServer(answer));

afterEach(() => servers.splice(0).forEach((server) => server.close()));

test('an SSH server greets, another server or a silent one does not', async () => {
  await expect(greetsSsh('127.0.0.1', 2000, await tcp('SSH-2.0-test\r\n'))).resolves.toBe(true);
  await expect(greetsSsh('127.0.0.1', 2000, await tcp('220 mail\r\n'))).resolves.toBe(false);
  await expect(greetsSsh('127.0.0.1', 50, await tcp(''))).resolves.toBe(false);
  await expect(greetsSsh('127.0.0.1', 2000, 1)).resolves.toBe(false);
});

test('a server that is slow to answer on a busy machine is waited for', async () => {
  const late = await listening(createTcpServer((socket) => void setTimeout(() => socket.end('SSH-2.0-late\r\n'), 2500)));
  const url = `http://127.0.0.1:${await http((_request, response) => void setTimeout(() => response.end(), 2500))}/`;

  await expect(Promise.all([greetsSsh('127.0.0.1', undefined, late), answersHttp(url)])).resolves.toEqual([true, true]);
});

test('a web server answers unless it complains, is silent or is not there', async () => {
  const url = async (answer: RequestListener): Promise<string> => `http://127.0.0.1:${await http(answer)}/health`;
  const found = await url(({ url: path }, response) => response.writeHead(path === '/health' ? 302 : 500).end());
  await expect(answersHttp(found)).resolves.toBe(true);
  await expect(answersHttp(await url((_request, response) => response.writeHead(503).end()))).resolves.toBe(false);
  await expect(answersHttp(await url(() => undefined), 50)).resolves.toBe(false);
  await expect(answersHttp('http://127.0.0.1:1/')).resolves.toBe(false);
});

test('both may be reached in another way', async () => {
  const port = await http((_request, response) => response.end('ok'));
  const asked: unknown[] = [];
  const dial: Dial = (...where) => {
    asked.push(where);
    return connect({ host: '127.0.0.1', port });
  };
  await expect(answersHttp('http://10.1.2.3:8080/', 2000, dial)).resolves.toBe(true);
  await expect(answersHttp('http://[fd00::1]/', 2000, dial)).resolves.toBe(true);
  expect(asked).toEqual([
    ['10.1.2.3', 8080],
    ['fd00::1', 80],
  ]);
  await expect(greetsSsh('10.1.2.3', 50, 22, () => new PassThrough())).resolves.toBe(false);
});
