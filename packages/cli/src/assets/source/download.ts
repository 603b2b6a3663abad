import { createReadStream, createWriteStream, renameSync, rmSync, statSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors';
import type { Digest } from '../cache/digest';

/** What a download needs beside its address. */
export interface DownloadOptions {
  /** The digest that the content must have. @default - unchecked */
  readonly digest?: Digest;
  readonly signal?: AbortSignal;
  /** Called with the bytes that are there and, where the server says so, the bytes there will be. */
  readonly onProgress?: (received: number, total: number | undefined) => void;
  /** How often a cut-off transfer is taken up again. @default 4 */
  readonly retries?: number;
  /** Milliseconds without a byte after which the transfer counts as cut off. @default 30000 */
  readonly idle?: number;
  /** Milliseconds before the first new attempt; doubled for each further one. @default 500 */
  readonly pause?: number;
}

/** A failure that another attempt may cure. */
class CutOff extends Error {}

/**
 * Downloads a file over http or https, following redirects, into `<file>.part`, and renames that once it is whole and has the digest.
 *
 * A `.part` of an earlier run is continued where the server allows it.
 *
 * @throws UserError when the server refuses, the digest differs, or the transfer is cut off more often than `retries`
 */
export async function download(url: string, file: string, options: DownloadOptions = {}): Promise<void> {
  const part = `${file}.part`;
  const { retries = 4, pause = 500 } = options;
  for (let attempt = 0; ; attempt++) {
    try {
      await transfer(url, part, options);
      break;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!(error instanceof CutOff)) {
        throw error;
      }
      if (attempt === retries) {
        throw new UserError(
          `The download of ${url} was cut off ${retries + 1} times: ${error.message}`,
          'Check the connection and run the same command again: it continues where this one stopped.',
        );
      }
      await sleep(pause * 2 ** attempt, undefined, { signal: options.signal });
    }
  }
  if (options.digest) {
    await verify(url, part, options.digest);
  }
  renameSync(part, file);
}

async function transfer(url: string, part: string, options: DownloadOptions): Promise<void> {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const idle = new AbortController();
  const watch = setTimeout(() => idle.abort(), options.idle ?? 30_000);
  const signal = options.signal ? AbortSignal.any([options.signal, idle.signal]) : idle.signal;
  try {
    const response = await fetch(url, {
      signal,
      headers: { 'accept-encoding': 'identity', ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
    });
    const from = startOf(response, have);
    if (from === undefined) {
      await response.body?.cancel();
      refuse(url, response, part);
      return;
    }
    const length = response.headers.get('content-length');
    const total = length === null ? undefined : from + Number(length);
    let received = from;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        watch.refresh();
        options.onProgress?.(received, total);
        done(null, chunk);
      },
    });
    await pipeline(response.body ?? [], count, createWriteStream(part, { flags: from > 0 ? 'a' : 'w' }));
    if (total !== undefined && received < total) {
      throw new CutOff(`${received} of ${total} bytes came`);
    }
  } catch (error) {
    if (error instanceof UserError || error instanceof CutOff || isLocal(error)) {
      throw error;
    }
    throw new CutOff(idle.signal.aborted ? 'no byte came for a while' : messageOf(error));
  } finally {
    clearTimeout(watch);
  }
}

/** Where the body begins, or undefined when the answer has no use. */
function startOf(response: Response, have: number): number | undefined {
  if (response.status === 206) {
    return Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]) === have ? have : undefined;
  }
  return response.status === 200 ? 0 : undefined;
}

function refuse(url: string, response: Response, part: string): void {
  if (response.status === 416) {
    const size = Number(/^bytes \*\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]);
    if (size === statSync(part, { throwIfNoEntry: false })?.size) {
      return;
    }
  }
  if (response.status === 416 || response.status === 206) {
    rmSync(part, { force: true });
    throw new CutOff('the server cannot continue the transfer');
  }
  if (response.status >= 500 || response.status === 429) {
    throw new CutOff(`the server answered ${response.status}`);
  }
  throw new UserError(
    `The download of ${url} failed: the server answered ${response.status} ${response.statusText}.`,
    'Check the address.',
  );
}

async function verify(url: string, part: string, digest: Digest): Promise<void> {
  const hash = digest.hash();
  await pipeline(createReadStream(part, { highWaterMark: 1 << 20 }), hash);
  const found = hash.digest('hex');
  if (found !== digest.hex) {
    rmSync(part, { force: true });
    throw new UserError(
      `What ${url} serves is not what is pinned: expected ${digest.toString()}, got ${digest.algorithm}:${found}.`,
      'Nothing of it was kept. Correct the digest if the publisher replaced the file, otherwise do not trust it.',
    );
  }
}

function isLocal(error: unknown): boolean {
  return ['ENOSPC', 'EACCES', 'EROFS', 'ENOENT', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function messageOf(error: unknown): string {
  const cause = (error as Error).cause;
  return cause instanceof Error ? cause.message : (error as Error).message;
}
