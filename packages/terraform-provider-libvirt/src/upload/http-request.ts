import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { ContentError } from './content-error';

const MOST_REDIRECTS = 10;
const SILENCE_MS = 60_000;
const REDIRECTS = [301, 302, 303, 307, 308];
/** Answers of a server that may be well again in a moment. */
const TRANSIENT_STATUSES = [408, 429, 500, 502, 503, 504];
const TRANSIENT_ERRORS = ['ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'];

/** A failure that another attempt may not meet. */
export class TransientError extends ContentError {}

/** What is asked of a server. */
export interface HttpRequest {
  readonly url: string;
  readonly signal: AbortSignal;
  /** Whether a digest will be verified, so that the transport need not be trusted. */
  readonly verified: boolean;
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer of 200 or 206 that redirects lead to. Fails with ContentError, which is a TransientError when another attempt is worth while. */
export async function httpGet(request: HttpRequest): Promise<IncomingMessage> {
  const { url } = request;
  let current = new URL(url);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const response = await ask(current, request);
    const status = response.statusCode ?? 0;
    if (status === 200 || status === 206) return checkEncoding(response, url);
    response.destroy();
    const target = REDIRECTS.includes(status) ? response.headers.location : undefined;
    if (target === undefined) throw refused(url, current, status, response.statusMessage ?? '');
    current = nextHop(current, target, request);
  }
  throw unreachable(url, `it is redirected more than ${MOST_REDIRECTS} times`);
}

function refused(url: string, current: URL, status: number, message: string): ContentError {
  return unreachable(url, `the server answered ${status} ${message} for ${current.href}`, TRANSIENT_STATUSES.includes(status));
}

function nextHop(from: URL, target: string, { url, verified }: HttpRequest): URL {
  const next = URL.canParse(target, from.href) ? new URL(target, from) : undefined;
  if (next === undefined || !['http:', 'https:'].includes(next.protocol)) throw unreachable(url, `it is redirected to ${target}`);
  if (from.protocol === 'https:' && next.protocol === 'http:' && !verified) {
    throw unreachable(url, `it is redirected from https: to ${next.href}, which is safe only with a digest`);
  }
  return next;
}

function ask(current: URL, { url, signal, headers }: HttpRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const settings = { signal, headers: { 'accept-encoding': 'identity', ...headers } };
    const call = current.protocol === 'https:' ? getHttps(current, settings, resolve) : getHttp(current, settings, resolve);
    call.setTimeout(SILENCE_MS, () =>
      call.destroy(Object.assign(new Error(`no byte arrived for ${SILENCE_MS / 1000} seconds`), { code: 'ETIMEDOUT' })),
    );
    call.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        signal.aborted
          ? error
          : unreachable(url, error.message || error.code || 'no connection', TRANSIENT_ERRORS.includes(error.code ?? '')),
      ),
    );
  });
}

function checkEncoding(response: IncomingMessage, url: string): IncomingMessage {
  const encoding = response.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return response;
  response.destroy();
  throw unreachable(url, `the server compresses it (content-encoding: ${encoding}) though it was asked not to`);
}

function unreachable(url: string, reason: string, transient = false): ContentError {
  const detail = `${url}: ${reason}. Check the address and the network, or fetch it to a file and write its path.`;
  return new (transient ? TransientError : ContentError)('Content that cannot be fetched', detail);
}
