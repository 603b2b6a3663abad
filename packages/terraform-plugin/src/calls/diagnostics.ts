import { type Diagnostic, diagnosticOf } from '../diagnostic';
import { pathMessage } from '../lifecycle/paths';
import { type Attributes } from '../schema';
import { type DiagnosticMessage, type DiagnosticsResponse } from '../wire/common-messages';

/** A diagnostic in Terraform's form; the schema tells which steps of its path are attributes. */
export function diagnosticMessage(diagnostic: Diagnostic, attributes: Attributes = {}): DiagnosticMessage {
  const { severity, summary, detail, path } = diagnostic;
  const message = { severity: severity === 'error' ? 1 : 2, summary, detail };
  return path?.length ? { ...message, attribute: pathMessage(attributes, path) } : message;
}

/** Runs a call; what it throws becomes its only diagnostic, beside what `fallback` answers then. */
export async function guarded<A extends object>(
  attempt: string,
  call: () => A | Promise<A>,
  { signal, attributes, fallback }: { signal?: AbortSignal; attributes?: () => Attributes; fallback?: () => A } = {},
): Promise<A & DiagnosticsResponse> {
  try {
    return await call();
  } catch (error) {
    const diagnostics = [diagnosticMessage(diagnosticOf(error, attempt, signal), known(attributes))];
    return { ...(fallback?.() as A), diagnostics };
  }
}

function known(attributes: (() => Attributes) | undefined): Attributes {
  try {
    return attributes?.() ?? {};
  } catch {
    return {};
  }
}
