import { fileURLToPath } from 'node:url';
import { fileSource } from './file-source';
import { httpSource } from './http-source';

/** Content that is read once, from its beginning to its end. */
export interface Source {
  /** Where it comes from, for messages. */
  readonly name: string;
  /** Length in bytes; null when only its end will tell. */
  readonly size: number | null;
  /** Bytes that are not a hole at the place it comes from, at most; null when unknown. */
  readonly dataSize: number | null;
  /** Fails with ContentError when the content breaks off. */
  chunks(): AsyncIterable<Buffer>;
  /** Releases the file or connection; to be called also after an error. */
  close(): Promise<void>;
}

/** How to open a source. */
export interface SourceOptions {
  readonly signal: AbortSignal;
  /** Whether a digest will be verified, so that the transport need not be trusted. */
  readonly verified: boolean;
  /** @default the working directory of the process, which is the stack's folder */
  readonly directory?: string;
}

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;

/** Says what is wrong with the address of content; undefined when nothing is. */
export function sourceProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return undefined;
  if (!['file', 'http', 'https'].includes(scheme)) return `must be a path or begin with file:, http: or https:, got '${url}'`;
  try {
    if (scheme === 'file') fileURLToPath(url);
    else new URL(url);
    return undefined;
  } catch (error) {
    return `is not a valid address, got '${url}': ${(error as Error).message}`;
  }
}

/** Opens content by its path (relative to the working directory) or by its file:, http: or https: address. Fails with ContentError. */
export function openSource(url: string, options: SourceOptions): Promise<Source> {
  const scheme = SCHEME.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https') return httpSource(url, options);
  return fileSource(scheme === 'file' ? fileURLToPath(url) : url, options);
}
