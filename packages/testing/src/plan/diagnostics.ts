import { pathOf, type StackJson } from '../template/stack-json';

/** A diagnostic as Terraform prints it with `-json`, as far as it is shown. */
interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly summary: string;
  readonly detail?: string;
  readonly address?: string;
  readonly snippet?: { readonly context?: string | null };
}

/** The errors in what a run with `-json` has printed, each with the path of its construct; the output as it is where there are none. */
export function errorsIn(output: string, stack: StackJson): string {
  const errors = output.split('\n').flatMap((line) => {
    const diagnostic = parse(line)?.diagnostic;
    return diagnostic?.severity === 'error' ? [describe(diagnostic, stack)] : [];
  });
  return errors.length > 0 ? errors.join('\n') : output.trim();
}

function parse(line: string): { readonly diagnostic?: Diagnostic } | undefined {
  try {
    return JSON.parse(line) as { diagnostic?: Diagnostic };
  } catch {
    return undefined;
  }
}

function describe({ summary, detail = '', address, snippet }: Diagnostic, stack: StackJson): string {
  const found =
    address ??
    /^resource[. ]"?([\w-]+)"?[. ]"?([\w-]+)"?/
      .exec(snippet?.context ?? '')
      ?.slice(1)
      .join('.');
  const [type = '', name = ''] = found?.split('.') ?? [];
  const entry = stack.resource?.[type]?.[name];
  const path = entry && pathOf(entry);
  const where = found === undefined ? '' : path === undefined ? `${found}: ` : `${path.replace(/\/Resource$/, '')} (${found}): `;
  return [
    `${where}${summary}`,
    ...detail
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => `  ${line}`),
  ].join('\n');
}
