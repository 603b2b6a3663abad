import { type Path } from './values/value';

/** A message to the user. Give one kind of warning one summary: Terraform folds equal summaries. */
export interface Diagnostic {
  severity: 'error' | 'warning';
  summary: string;
  detail: string;
  path?: Path;
}

/** What a verb throws to say what is wrong, what to do and, if one attribute is to blame, which. */
export class ProviderError extends Error {
  constructor(
    readonly summary: string,
    readonly detail: string,
    readonly path?: Path,
  ) {
    super(`${summary}: ${detail}`);
    this.name = 'ProviderError';
  }
}

/** Turns whatever was thrown into a diagnostic; `attempt` names what failed. */
export function diagnosticOf(error: unknown, attempt: string, signal?: AbortSignal): Diagnostic {
  if (error instanceof ProviderError) return withPath({ severity: 'error', summary: error.summary, detail: error.detail }, error.path);
  const message = error instanceof Error ? error.message : String(error);
  if (signal?.aborted) return { severity: 'error', summary: 'Cancelled', detail: `${attempt} was cancelled: ${message}` };
  return { severity: 'error', summary: `${attempt} failed`, detail: message };
}

function withPath(diagnostic: Diagnostic, path: Path | undefined): Diagnostic {
  return path === undefined ? diagnostic : { ...diagnostic, path };
}
