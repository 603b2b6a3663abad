import type { Matcher } from '../match/matcher';
import type { MatchResult } from '../match/result';
import { checkPattern, testPattern } from '../match/structure';
import type { Candidate } from './candidate';
import { nearestError } from './nearest';
import { TemplateError } from './template-error';

/** What a resource must be like: plain data, compared partially, with matchers in it. */
export type Pattern = Readonly<Record<string, unknown>> | Matcher;

interface Compared {
  readonly candidate: Candidate;
  readonly result: MatchResult;
}

/** @throws TemplateError with the nearest candidate if none is as the pattern says */
export function assertSome(where: string, what: string, candidates: readonly Candidate[], pattern: Pattern, otherwise: string): void {
  const results = compare(what, candidates, pattern);
  const matching = results.filter(({ result }) => result.mismatches.length === 0);
  if (matching.length === 0) {
    const hint = candidates.length === 0 && otherwise !== '' ? ` ${otherwise}` : '';
    throw nearestError(`Expected ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} in ${where}, found none.${hint}`, results);
  }
  keep(matching);
}

/** @throws TemplateError if a candidate is not as the pattern says, or there is none */
export function assertAll(where: string, what: string, candidates: readonly Candidate[], pattern: Pattern, otherwise: string): void {
  const results = compare(what, candidates, pattern);
  if (results.length === 0) {
    throw new TemplateError(`Expected every ${what} in ${where} to be like this, found none at all. ${otherwise}`.trim());
  }
  const failed = results.filter(({ result }) => result.mismatches.length > 0);
  if (failed.length > 0) {
    const count = `${failed.length} of ${results.length} ${failed.length === 1 ? 'is' : 'are'} not`;
    throw nearestError(`Expected every ${what} in ${where} to be like this, and ${count}.`, failed);
  }
  keep(results);
}

/** @throws TemplateError unless there are just so many */
export function assertCount(where: string, what: string, found: readonly Candidate[], count: number): void {
  if (found.length !== count) {
    const lines = found.map(({ title }) => `  ${title}`);
    throw new TemplateError(
      [`Expected ${count} ${what} in ${where}, found ${found.length}${lines.length > 0 ? ':' : '.'}`, ...lines].join('\n'),
    );
  }
}

/** The candidates that are as the pattern says. */
export function select(candidates: readonly Candidate[], pattern: Pattern): Candidate[] {
  return compare('find', candidates, pattern).flatMap(({ candidate, result }) => (result.mismatches.length === 0 ? [candidate] : []));
}

function compare(what: string, candidates: readonly Candidate[], pattern: Pattern): Compared[] {
  checkPattern(pattern, what);
  return candidates.map((candidate) => ({ candidate, result: testPattern(pattern, candidate.entry, 'partial') }));
}

/** Captures keep what they saw only once the assertion has passed. */
function keep(results: readonly Compared[]): void {
  results
    .flatMap(({ result }) => result.captured)
    .forEach(([capture, value]) => {
      capture.keep(value);
    });
}
