import type { IncomingMessage } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ContentError } from './content-error';
import { httpGet, TransientError } from './http-request';
import type { Source, SourceOptions } from './source';

/** Failures in a row, without a byte in between, after which it is given up. */
const MOST_FAILURES = 5;
const FIRST_PAUSE_MS = 500;

/** Opens content behind an http: or https: address, through redirects; goes on where a connection broke off. Fails with ContentError. */
export async function httpSource(url: string, options: SourceOptions): Promise<Source> {
  const download = new Download(url, options);
  const response = await download.begin();
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
    chunks: () => download.chunks(response, size),
    close: () => Promise.resolve(download.end()),
  };
}

class Download {
  private position = 0;
  /** Bytes that come a second time. */
  private known = 0;
  private failures = 0;
  /** What tells that the content is still the same; without it only the digest does. */
  private validator: string | undefined;
  private response: IncomingMessage | undefined;

  constructor(
    private readonly url: string,
    private readonly options: SourceOptions,
  ) {}

  async begin(): Promise<IncomingMessage> {
    const response = await this.persist(() => httpGet({ url: this.url, ...this.options }));
    const { etag, 'last-modified': modified } = response.headers;
    this.validator = etag !== undefined && !etag.startsWith('W/') ? etag : modified;
    return (this.response = response);
  }

  async *chunks(first: IncomingMessage, size: number | null): AsyncGenerator<Buffer> {
    let response = first;
    for (;;) {
      try {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          this.options.signal.throwIfAborted();
          const fresh = chunk.subarray(this.known);
          this.known -= chunk.length - fresh.length;
          if (fresh.length === 0) continue;
          this.position += fresh.length;
          this.failures = 0;
          yield fresh;
        }
        return;
      } catch (error) {
        if (this.options.signal.aborted || error instanceof ContentError) throw error;
        response = await this.resume(size, error as Error);
      }
    }
  }

  end(): void {
    this.response?.destroy();
  }

  private async resume(size: number | null, broken: Error): Promise<IncomingMessage> {
    const { url, options, position, validator } = this;
    // Without length, validator or digest nobody would notice that something else goes on.
    if (!options.verified && validator === undefined) throw this.brokenOff(size, broken);
    const headers = { range: `bytes=${position}-`, ...(validator !== undefined && { 'if-range': validator }) };
    try {
      this.failed(broken);
      await this.pause();
      const response = await this.persist(() => httpGet({ url, ...options, headers }));
      this.known = this.overlap(response, size);
      return (this.response = response);
    } catch (error) {
      throw error instanceof TransientError ? this.brokenOff(size, broken) : error;
    }
  }

  /** How much of an answer has been read before. Fails with ContentError when it is of other content. */
  private overlap(response: IncomingMessage, size: number | null): number {
    const { etag, 'last-modified': modified, 'content-length': length, 'content-range': range } = response.headers;
    const [, start, total = length] = /^bytes (\d+)-\d+\/(\d+)$/.exec(range ?? '') ?? [];
    const isPart = response.statusCode === 206;
    const same = isPart
      ? Number(start) === this.position
      : this.validator === undefined || this.validator === etag || this.validator === modified;
    if (same && (size === null || Number(total) === size)) return isPart ? 0 : this.position;
    response.destroy();
    throw new ContentError(
      'Content that changed while it was fetched',
      `${this.url} is another one than at first. Nothing of it was kept: apply again.`,
    );
  }

  /** Tries again what fails for the moment, with growing pauses. */
  private async persist<T>(step: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof TransientError)) throw error;
        this.failed(error);
        await this.pause();
      }
    }
  }

  private failed(error: Error): void {
    this.failures += 1;
    if (this.failures >= MOST_FAILURES)
      throw error instanceof TransientError ? error : new TransientError('Content that broke off', error.message);
  }

  private async pause(): Promise<void> {
    const { signal, firstPause = FIRST_PAUSE_MS } = this.options;
    await wait(firstPause * 2 ** (this.failures - 1), undefined, { signal });
  }

  private brokenOff(size: number | null, error: Error): ContentError {
    const expected = size === null ? '' : ` of ${size}`;
    return new ContentError(
      'Content that broke off',
      `${this.url} ended after ${this.position}${expected} bytes (${error.message}). Nothing of it was kept: apply again.`,
    );
  }
}
