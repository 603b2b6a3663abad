import { type Diagnostic, diagnosticOf } from '../diagnostic';
import { pathMessage } from '../lifecycle/paths';
import { redact, secretsOf } from '../lifecycle/secrets';
import { type Attributes } from '../schema';
import { decodeValue } from '../values/dynamic-value';
import { type State } from '../values/value';
import { type DiagnosticMessage, type DiagnosticsResponse, type DynamicValueMessage } from '../wire/common-messages';

/** What one call tells the user: it knows the schema, so paths come out right, and the states, so their secrets do not. */
export class Report {
  private attributes: Attributes = {};
  private readonly states: State[] = [];

  constructor(private attempt: string) {}

  /** Says which schema the call is about. */
  about(attributes: Attributes): Attributes {
    this.attributes = attributes;
    return attributes;
  }

  /** Says what is attempted from now on. */
  attempts(attempt: string): void {
    this.attempt = attempt;
  }

  /** Reads a state of that schema, whose secrets no message shall show. */
  read(message: DynamicValueMessage | undefined, keepWriteOnly = false): State | null {
    const state = decodeValue(message, this.attributes, keepWriteOnly);
    if (state !== null) this.states.push(state);
    return state;
  }

  /** A diagnostic in Terraform's form. */
  message({ severity, summary, detail, path }: Diagnostic): DiagnosticMessage {
    const secrets = this.states.flatMap((state) => secretsOf(this.attributes, state));
    const message = { severity: severity === 'error' ? 1 : 2, summary: redact(summary, secrets), detail: redact(detail, secrets) };
    return path?.length ? { ...message, attribute: pathMessage(this.attributes, path) } : message;
  }

  /** What was thrown, in Terraform's form. */
  failure(error: unknown, signal?: AbortSignal): DiagnosticMessage {
    return this.message(diagnosticOf(error, this.attempt, signal));
  }
}

/** Runs a call; what it throws becomes its only diagnostic, beside what `otherwise` answers. */
export async function reported<A extends object>(
  attempt: string,
  call: (report: Report) => A | Promise<A>,
  { signal, otherwise }: { signal?: AbortSignal; otherwise?: A } = {},
): Promise<A & DiagnosticsResponse> {
  const report = new Report(attempt);
  try {
    return await call(report);
  } catch (error) {
    return { ...(otherwise as A), diagnostics: [report.failure(error, signal)] };
  }
}
