import { describePath } from '../match/describe';
import { costOf, type MatchResult, type Mismatch } from '../match/result';
import type { Candidate } from './candidate';
import { TemplateError } from './template-error';

/** More lines than that say nothing to a reader. */
const MOST_LINES = 20;

/** A failed assertion: what was expected, and what comes closest to it, difference by difference. */
export function nearestError(
  expected: string,
  results: readonly { readonly candidate: Candidate; readonly result: MatchResult }[],
): TemplateError {
  const [nearest] = [...results].sort((a, b) => costOf(a.result) - costOf(b.result));
  if (nearest === undefined) {
    return new TemplateError(expected);
  }
  const { candidate, result } = nearest;
  const which = results.length === 1 ? 'The only one is' : `The nearest of ${results.length} is`;
  const count = result.mismatches.filter(({ cost }) => cost > 0).length;
  const lines = result.mismatches.map(describe);
  const shown = lines.slice(0, MOST_LINES);
  const rest = lines.length - shown.length;
  return new TemplateError(
    [
      expected,
      `${which} ${candidate.title}, with ${count === 1 ? '1 difference' : `${count} differences`}:`,
      ...shown.map((line) => `  ${line}`),
      ...(rest > 0 ? [`  and ${rest} more`] : []),
    ].join('\n'),
  );
}

function describe({ path, message }: Mismatch): string {
  return path.length === 0 ? message : `${describePath(path)}: ${message}`;
}
