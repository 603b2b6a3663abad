import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { ContentError } from './content-error';
import type { Source, SourceOptions } from './source';

const MOST_REDIRECTS = 10;
const SILENCE_MS = 60_000;
const REDIRECTS = [301, 302, 303, 307, 308];

/** Opens content behind an http: or https: address, through redirects. Fails with ContentError. */
export async function httpSource(url: string, options: SourceOptions): Promise<Source> {
  const response = await follow(url, options);
  const length = response.headers['content-length'];
  const size = length === undefined ? null : Number(length);
  if (size === null && !options.verified) {
    response.destroy();
    throw new ContentError(
      'Content of unknown length',
      `The server of ${url} does not say how long the content is, so that a broken connection would pass for its end. Write the digest of the content, or fetch it to a file first.`,
    );
  }
  return {
    name: url,
    size,
    dataSize: size,
    chunks: () => readAll(response, url, size, options.signal),
    close: async () => void response.destroy(),
  };
}

async function follow(url: string, options: SourceOptions): Promise<IncomingMessage> {
  let current = new URL(url);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await request(current, url, options.signal);
    const status = response.statusCode ?? 0;
    if (status === 200) return checkEncoding(response, url);
    response.destroy();
    const target = REDIRECTS.includes(status) ? response.headers.location : undefined;
    if (target === undefined) throw unreachable(url, `the server answered ${status} ${response.statusMessage ?? ''} for ${current.href}`);
    current = nextHop(current, target, url, options.verified);
  }
  throw unreachable(url, `it is redirected more than ${MOST_REDIRECTS} times`);
}

function nextHop(from: URL, target: string, url: string, verified: boolean): URL {
  const next = URL.canParse(target, from.href) ? new URL(target, from) : undefined;
  if (next === undefined || !['http:', 'https:'].includes(next.protocol)) throw unreachable(url, `it is redirected to ${target}`);
  if (from.protocol === 'https:' && next.protocol === 'http:' && !verified) {
    throw unreachable(url, `it is redirected from https: to ${next.href}, which is safe only with a digest`);
  }
  return next;
}

function request(current: URL, url: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const settings = { signal, headers: { 'accept-encoding': 'identity' } };
    const call = current.protocol === 'https:' ? getHttps(current, settings, resolve) : getHttp(current, settings, resolve);
    call.setTimeout(SILENCE_MS, () => call.destroy(new Error(`no byte arrived for ${SILENCE_MS / 1000} seconds`)));
    call.on('error', (error) =>
      reject(signal.aborted ? error : unreachable(url, error.message || (error as NodeJS.ErrnoException).code || 'no connection')),
    );
  });
}

function checkEncoding(response: IncomingMessage, url: string): IncomingMessage {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  response.destroy();
  throw unreachable(url, `the server compresses it (content-encoding: ${encoding}) though it was asked not to`);
}

function unreachable(url: string, reason: string): ContentError {
  return new ContentError(
    'Content that cannot be fetched',
    `${url}: ${reason}. Check the address and the network, or fetch it to a file and write its path.`,
  );
}

async function* readAll(response: IncomingMessage, url: string, size: number | null, signal: AbortSignal): AsyncGenerator<Buffer> {
  let position = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      signal.throwIfAborted();
      position += chunk.length;
      yield chunk;
    }
  } catch (error) {
    if (signal.aborted) throw error;
    const expected = size === null ? '' : ` of ${size}`;
    throw new ContentError(
      'Content that broke off',
      `${url} ended after ${position}${expected} bytes (${(error as Error).message}). Nothing of it was kept: apply again.`,
    );
  }
}
