import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Digest } from '../../../../packages/cli/src/assets/cache/digest';
import { download } from '../../../../packages/cli/src/assets/source/download';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-download');
const content = Buffer.alloc(300_000, 'labcloud ');
const digest = Digest.parse(`sha256:${createHash('sha256').update(content).digest('hex')}`);
let server: Server | undefined;
let count = 0;

afterEach(() => server?.close());

function target(): string {
  count += 1;
  return join(folder(), `file-${count}`);
}

async function serve(answer: (request: IncomingMessage, response: ServerResponse, attempt: number) => void): Promise<string> {
  let attempt = 0;
  server = createServer((request, response) => answer(request, response, (attempt += 1)));
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/image`;
}

function startOf(request: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
}

/** Sends from `start`, and cuts the connection after `most` bytes. */
function send(response: ServerResponse, start: number, most = Infinity): void {
  const rest = content.subarray(start);
  response.writeHead(start > 0 ? 206 : 200, {
    'content-length': rest.length,
    ...(start > 0 ? { 'content-range': `bytes ${start}-${content.length - 1}/${content.length}` } : {}),
  });
  if (most < rest.length) {
    response.write(rest.subarray(0, most), () => setTimeout(() => response.destroy(), 20));
  } else {
    response.end(rest);
  }
}

describe('A download', () => {
  test('follows redirects and keeps what has the digest', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/image') {
        response.writeHead(302, { location: '/moved' }).end();
      } else {
        send(response, 0);
      }
    });
    const file = target();
    await download(url, file, { digest });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(existsSync(`${file}.part`)).toBe(false);
  });

  test('refuses and removes content with another digest', async () => {
    const url = await serve((_request, response) => response.end('something else'));
    const file = target();
    await expect(download(url, file, { digest })).rejects.toThrow(/not what is pinned: expected sha256:/);
    expect([existsSync(file), existsSync(`${file}.part`)]).toEqual([false, false]);
  });

  test('continues a transfer that was cut off', async () => {
    const starts: number[] = [];
    const url = await serve((request, response, attempt) => {
      starts.push(startOf(request));
      send(response, startOf(request), attempt < 3 ? 100_000 : undefined);
    });
    const file = target();
    await download(url, file, { digest, pause: 1 });
    expect(readFileSync(file).equals(content)).toBe(true);
    expect(starts).toEqual([0, 100_000, 200_000]);
  });

  test('begins anew at a server that cannot continue', async () => {
    const url = await serve((_request, response) => send(response, 0));
    const file = target();
    writeFileSync(`${file}.part`, 'the beginning of another file');
    await download(url, file, { digest });
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('takes a whole part of an earlier run as it is', async () => {
    const url = await serve((_request, response) => response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end());
    const file = target();
    writeFileSync(`${file}.part`, content);
    await download(url, file, { digest });
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('does not take a longer part for the file', async () => {
    const url = await serve((request, response) =>
      startOf(request) > 0 ? response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end() : send(response, 0),
    );
    const file = target();
    writeFileSync(`${file}.part`, Buffer.concat([content, content]));
    await download(url, file, { digest, pause: 1 });
    expect(readFileSync(file).equals(content)).toBe(true);
  });

  test('gives up after some attempts and keeps the part for the next run', async () => {
    const url = await serve((request, response) => send(response, startOf(request), 1000));
    const file = target();
    await expect(download(url, file, { digest, retries: 2, pause: 1 })).rejects.toThrow('was cut off 3 times');
    expect([existsSync(file), readFileSync(`${file}.part`).length]).toEqual([false, 3000]);
  });

  test('counts silence as cut off', async () => {
    const url = await serve((_request, response, attempt) => (attempt === 1 ? response.writeHead(200).flushHeaders() : send(response, 0)));
    const file = target();
    await download(url, file, { digest, idle: 200, pause: 1 });
    expect(readFileSync(file).equals(content)).toBe(true);
    server?.closeAllConnections();
  });

  test('does not repeat what the server refuses', async () => {
    let attempts = 0;
    const url = await serve((_request, response) => {
      attempts += 1;
      response.writeHead(404).end();
    });
    await expect(download(url, target(), {})).rejects.toThrow('the server answered 404 Not Found');
    expect(attempts).toBe(1);
  });

  test('ends when it is interrupted', async () => {
    const url = await serve((_request, response) => response.writeHead(200).flushHeaders());
    const controller = new AbortController();
    const running = download(url, target(), { signal: controller.signal });
    controller.abort(new Error('interrupted'));
    await expect(running).rejects.toThrow('interrupted');
    server?.closeAllConnections();
  });
});

describe('A digest', () => {
  test.each(['', 'md5:900150983cd24fb0d6963f7d28e17f72', 'sha256:12', `sha512:${'a'.repeat(64)}`, `sha256:${'g'.repeat(64)}`])(
    'is not %p',
    (text) => {
      expect(() => Digest.parse(text)).toThrow('A digest must be');
    },
  );
});
