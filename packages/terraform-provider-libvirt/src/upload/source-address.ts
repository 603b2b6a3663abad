import { fileURLToPath } from 'node:url';

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]+):/;

/** Says what is wrong with the address of content; undefined when nothing is. */
export function sourceProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  const scheme = schemeOf(url);
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

/** The scheme of an address in lower case; undefined for a path. */
export function schemeOf(url: string): string | undefined {
  return SCHEME.exec(url)?.[1]?.toLowerCase();
}
