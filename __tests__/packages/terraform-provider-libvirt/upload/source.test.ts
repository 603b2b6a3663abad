import { createServer, type RequestListener, type Server } from 'node:http';
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openSource, type Source, type SourceOptions } from '../../../../packages/terraform-provider-libvirt/src/upload/source';
import { sourceProblem } from '../../../../packages/terraform-provider-libvirt/src/upload/source-address';

const signal = new AbortController().signal;
const BODY = Buffer.alloc(300_000, 'content ');

async function readAll(source: Source): Promise<Buffer> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of source.chunks()) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole));
  } finally {
    await source.close();
  }
  return Buffer.concat(chunks);
}

async function fetchAll(url: string, options: Partial<SourceOptions> = {}): Promise<Buffer> {
  return readAll(await openSource(url, { signal, verified: false, ...options }));
}

describe('a file as source', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcloud-source-'));
    mkdirSync(join(directory, 'assets'));
    writeFileSync(join(directory, 'assets', 'a b.img'), BODY);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('is found by a path relative to the working directory, an absolute path and a file: address', async () => {
    const absolute = join(directory, 'assets', 'a b.img');
    for (const url of ['assets/a b.img', absolute, pathToFileURL(absolute).href])
      expect((await fetchAll(url, { directory })).equals(BODY)).toBe(true);
  });

  test('knows its size before it is read', async () => {
    const source = await openSource('assets/a b.img', { signal, verified: false, directory });
    expect(source.size).toBe(BODY.length);
    await source.close();
  });

  test.each([
    ['begins with a hole', [20, 1]],
    ['ends with a hole', [0.01, 40]],
    ['has holes in the middle', [1, 30, 2.5, 20, 1]],
    ['is one hole', [0, 64]],
  ])('that %s is read whole, and its holes are told', async (_case, sizes) => {
    const path = join(directory, 'sparse');
    const file = openSync(path, 'w');
    let end = 0;
    // Data and holes in turns, in MiB.
    sizes.forEach((size, index) => {
      const length = Math.round(size * 2 ** 20);
      if (index % 2 === 0) writeSync(file, Buffer.alloc(length, 5), 0, length, end);
      end += length;
    });
    ftruncateSync(file, end);
    closeSync(file);
    const chunks = [];
    const source = await openSource(path, { signal, verified: false });
    for await (const chunk of source.chunks()) chunks.push(chunk);
    await source.close();
    const bytes = Buffer.concat(chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole))));
    expect(bytes.equals(readFileSync(path))).toBe(true);
    expect(Buffer.isBuffer(chunks[0])).toBe(true);
  });

  test('that is missing is an error which names the path and the directory', async () => {
    await expect(fetchAll('assets/none.img', { directory })).rejects.toThrow(
      /assets\/none\.img: there is no such file.*means .*\/assets\/none\.img/,
    );
  });

  test('that is a directory is an error', async () => {
    await expect(fetchAll('assets', { directory })).rejects.toThrow('it is not a file');
  });
});

describe('an http address as source', () => {
  let server: Server;
  let base: string;
  const routes: Record<string, RequestListener> = {
    '/image': (_request, response) => void response.writeHead(200, { 'content-length': BODY.length }).end(BODY),
    '/moved': (_request, response) => void response.writeHead(302, { location: '/moved-again' }).end(),
    '/moved-again': (_request, response) => void response.writeHead(308, { location: `${base}/image` }).end(),
    '/loop': (_request, response) => void response.writeHead(301, { location: '/loop' }).end(),
    '/to-file': (_request, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/nowhere': (_request, response) => void response.writeHead(302).end(),
    '/chunked': (_request, response) => void response.writeHead(200).end(BODY),
    '/zipped': (_request, response) => void response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': 3 }).end('abc'),
    '/cut': (_request, response) => {
      response.writeHead(200, { 'content-length': BODY.length });
      response.write(BODY.subarray(0, 100_000), () => response.destroy());
    },
  };
  beforeAll(async () => {
    server = createServer((request, response) => {
      const route = routes[request.url ?? ''];
      if (route) route(request, response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test.each(['/image', '/moved'])('gives its content from %s', async (path) => {
    const source = await openSource(base + path, { signal, verified: false });
    expect(source.size).toBe(BODY.length);
    expect((await readAll(source)).equals(BODY)).toBe(true);
  });

  test('without a length needs a digest', async () => {
    await expect(fetchAll(`${base}/chunked`)).rejects.toThrow('does not say how long');
    expect((await fetchAll(`${base}/chunked`, { verified: true })).equals(BODY)).toBe(true);
  });

  test.each([
    ['/none', 'answered 404'],
    ['/loop', 'redirected more than 10 times'],
    ['/to-file', 'redirected to file:///etc/passwd'],
    ['/nowhere', 'answered 302'],
    ['/zipped', 'content-encoding: gzip'],
  ])('%s is an error: %s', async (path, problem) => {
    await expect(fetchAll(base + path)).rejects.toThrow(problem);
  });

  test('that breaks off is an error which says how far it came', async () => {
    await expect(fetchAll(`${base}/cut`)).rejects.toThrow(/ended after \d+ of 300000 bytes/);
  });

  test('where nobody listens is an error with the address', async () => {
    await expect(fetchAll('http://127.0.0.1:1/image')).rejects.toThrow(/http:\/\/127\.0\.0\.1:1\/image: .*ECONNREFUSED/);
  });

  test('stops when it is interrupted', async () => {
    const interrupt = new AbortController();
    const source = await openSource(`${base}/image`, { signal: interrupt.signal, verified: false });
    interrupt.abort();
    await expect(readAll(source)).rejects.toThrow();
  });
});

describe('the address of content', () => {
  test.each([
    ['', 'must not be empty'],
    ['ftp://host/x', 'must be a path or begin with'],
    ['http://', 'is not a valid address'],
    ['file://host/x', 'is not a valid address'],
  ])('%j is refused', (url, problem) => {
    expect(sourceProblem(url)).toContain(problem);
  });

  test.each(['x.img', './x', '/abs/x', 'file:///x', 'http://h/x', 'HTTPS://h/x', 'a:b'])('%j is accepted', (url) => {
    expect(sourceProblem(url)).toBeUndefined();
  });
});
