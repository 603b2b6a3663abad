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

describe('an http address whose connections break off', () => {
  let server: Server;
  let base: string;
  let asked: { range: string | undefined; condition: string | undefined }[];
  let answers: RequestListener[];
  const head = { 'content-length': BODY.length, etag: '"one"' };

  /** Gives `length` bytes from where the request wants them, and hangs up. */
  const part =
    (length: number, headers: object = head): RequestListener =>
    (request, response) => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      const rest = BODY.length - start;
      const range = start > 0 ? { 'content-range': `bytes ${start}-${BODY.length - 1}/${BODY.length}` } : {};
      response.writeHead(start > 0 ? 206 : 200, { ...headers, ...range, 'content-length': rest });
      response.write(BODY.subarray(start, start + length), () => (length < rest ? response.destroy() : response.end()));
    };
  const whole =
    (headers: object = head): RequestListener =>
    (_request, response) =>
      void response.writeHead(200, { 'content-length': BODY.length, ...headers }).end(BODY);
  const status =
    (code: number): RequestListener =>
    (_request, response) =>
      void response.writeHead(code).end();

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push({ range: request.headers.range, condition: request.headers['if-range'] as string | undefined });
      (answers.shift() ?? status(404))(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/image`;
  });
  beforeEach(() => (asked = []));
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const get = (list: RequestListener[], options: Partial<SourceOptions> = {}): Promise<Buffer> => {
    answers = list;
    return fetchAll(base, { firstPause: 0, ...options });
  };

  test('goes on where they broke off, as often as bytes arrive', async () => {
    expect((await get([...Array.from({ length: 7 }, () => part(40_000)), part(BODY.length)])).equals(BODY)).toBe(true);
    expect(asked.slice(0, 3)).toEqual([
      { range: undefined, condition: undefined },
      { range: 'bytes=40000-', condition: '"one"' },
      { range: 'bytes=80000-', condition: '"one"' },
    ]);
  });

  test('skips what it has when the server begins anew', async () => {
    expect((await get([part(40_000), whole()])).equals(BODY)).toBe(true);
    expect((await get([part(40_000, {}), whole({})], { verified: true })).equals(BODY)).toBe(true);
  });

  test('bears a server that is not well for a moment, at first and in the middle', async () => {
    expect((await get([status(503), status(429), part(40_000), status(502), status(500), part(BODY.length)])).equals(BODY)).toBe(true);
  });

  test.each([
    ['is another one by its tag', [part(40_000), whole({ etag: '"two"' })], 'changed while it was fetched'],
    [
      'is another one by its length',
      [part(40_000, {}), (_: unknown, response: never) => status(200)(_ as never, response)],
      'changed while it was fetched',
    ],
    ['is gone', [part(40_000), status(404)], 'answered 404'],
  ])('is an error when the content meanwhile %s', async (_what, list, problem) => {
    await expect(get(list as RequestListener[], { verified: true })).rejects.toThrow(problem);
  });

  test('is given up when nothing more arrives', async () => {
    await expect(get([part(40_000), ...Array.from({ length: 9 }, () => part(0))])).rejects.toThrow(/ended after 40000 of 300000 bytes/);
    expect(asked).toHaveLength(5);
    asked = [];
    await expect(get(Array.from({ length: 9 }, () => status(503)))).rejects.toThrow('answered 503');
    expect(asked).toHaveLength(5);
  });

  test('is not resumed where nothing would tell that the content is another one', async () => {
    await expect(get([part(40_000, {}), whole({})])).rejects.toThrow(/ended after 40000 of 300000 bytes/);
    expect(asked).toHaveLength(1);
  });

  test('stops waiting when it is interrupted', async () => {
    const interrupt = new AbortController();
    const reading = get([part(40_000)], { firstPause: 1_000_000, signal: interrupt.signal });
    while (asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    interrupt.abort();
    await expect(reading).rejects.toThrow();
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
