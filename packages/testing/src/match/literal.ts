import { describeValue, kindOf } from './describe';
import { Matcher } from './matcher';
import { MATCHES, type MatchResult, mismatch } from './result';

/** How many values a pattern consists of. */
export function sizeOf(pattern: unknown): number {
  return typeof pattern === 'object' && pattern !== null && !(pattern instanceof Matcher)
    ? Math.max(
        1,
        Object.values(pattern).reduce<number>((sum, part) => sum + sizeOf(part), 0),
      )
    : 1;
}

/** Compares a value that has no parts. */
export function testScalar(expected: unknown, actual: unknown): MatchResult {
  if (Object.is(expected, actual)) {
    return MATCHES;
  }
  if (actual === undefined) {
    return mismatch(`expected ${describeValue(expected)}, but it is not there`);
  }
  if (typeof expected === 'string' && typeof actual === 'string') {
    return mismatch(describeTexts(expected, actual), 1 - similarity(expected, actual) / 2);
  }
  const looksAlike = typeof actual !== 'object' && String(expected) === String(actual);
  const kinds = looksAlike ? [` (${kindOf(expected)})`, ` (${kindOf(actual)})`] : ['', ''];
  return mismatch(`expected ${describeValue(expected)}${kinds[0] ?? ''}, received ${describeValue(actual)}${kinds[1] ?? ''}`);
}

function describeTexts(expected: string, actual: string): string {
  const [wanted, found] = [expected.split('\n'), actual.split('\n')];
  if (wanted.length === 1 && found.length === 1) {
    return `expected ${describeValue(expected)}, received ${describeValue(actual)}`;
  }
  const line = wanted.findIndex((text, index) => text !== found[index]);
  const at = line === -1 ? wanted.length : line;
  return `line ${at + 1}: expected ${lineAt(wanted, at)}, received ${lineAt(found, at)}`;
}

function lineAt(lines: readonly string[], index: number): string {
  const line = lines[index];
  return line === undefined ? 'the end of the text' : describeValue(line);
}

/** From 0 for nothing in common to 1: what two texts begin and end with. */
function similarity(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let start = 0;
  while (start < length && a[start] === b[start]) {
    start += 1;
  }
  let end = 0;
  while (end < length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) {
    end += 1;
  }
  return (start + end) / Math.max(a.length, b.length, 1);
}
