import { fileURLToPath } from 'node:url';
import type { Hole } from '@labcloud/libvirt-client';
import { fileSource } from './file-source';
import { schemeOf } from './source-address';

/** A piece of content: bytes, or a hole of so many zeros. The first 64 KiB always come as bytes. */
export type Chunk = Buffer | Hole;

/** Content that is read once, from its beginning to its end. */
export interface Source {
  /** Where it comes from, for messages. */
  readonly name: string;
  /** Length in bytes; null when only its end will tell. */
  readonly size: number | null;
  /** Bytes that are not a hole at the place it comes from, at most; null when unknown. */
  readonly dataSize: number | null;
  /** Fails with ContentError when the content breaks off. */
  chunks(): AsyncIterable<Chunk>;
  /** Releases the file or connection; to be called also after an error. */
  close(): Promise<void>;
}

/** How to open a source. */
export interface SourceOptions {
  readonly signal: AbortSignal;
  /** Whether a digest will be verified, so that the transport need not be trusted. */
  readonly verified: boolean;
  /** Milliseconds before the second attempt of what fails for the moment; each further one waits twice as long. @default 500 */
  readonly firstPause?: number;
  /** @default the working directory of the process, which is the stack's folder */
  readonly directory?: string;
}

/** Opens content by its path (relative to the working directory) or by its file:, http: or https: address. Fails with ContentError. */
export async function openSource(url: string, options: SourceOptions): Promise<Source> {
  const scheme = schemeOf(url);
  // Loaded when needed: HTTP costs every start of the provider some milliseconds.
  if (scheme === 'http' || scheme === 'https') return (await import('./http-source')).httpSource(url, options);
  return fileSource(scheme === 'file' ? fileURLToPath(url) : url, options);
}
