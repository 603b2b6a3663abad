import leven from 'leven';
import { describeValue, kindOf } from './describe';
import { sizeOf, testScalar } from './literal';
import { Matcher } from './matcher';
import { below, joined, type MatchResult, mismatch } from './result';

/** Whether an object may have more than the pattern says. */
export type Strictness = 'partial' | 'equal';

/** Compares a value with a pattern: a matcher, or plain data with matchers in it. Lists are compared item by item. */
export function testPattern(pattern: unknown, actual: unknown, strictness: Strictness): MatchResult {
  if (pattern instanceof Matcher) {
    return pattern.test(actual);
  }
  if (Array.isArray(pattern)) {
    return testArray(pattern, actual, strictness);
  }
  return typeof pattern === 'object' && pattern !== null
    ? testObject(pattern as Readonly<Record<string, unknown>>, actual, strictness)
    : testScalar(pattern, actual);
}

/** Refuses what a pattern cannot hold. @throws TypeError naming the place */
export function checkPattern(pattern: unknown, of: string, path = ''): void {
  if (pattern === undefined) {
    throw new TypeError(
      `${of}: ${path === '' ? 'the pattern' : `'${path}'`} is undefined; say Match.absent() for what must not be there, or leave it out`,
    );
  }
  if (typeof pattern === 'function' || typeof pattern === 'symbol' || typeof pattern === 'bigint') {
    throw new TypeError(`${of}: ${path === '' ? 'the pattern' : `'${path}'`} is ${kindOf(pattern)}, which no Terraform JSON holds`);
  }
  if (typeof pattern === 'object' && pattern !== null && !(pattern instanceof Matcher)) {
    if (pattern instanceof RegExp) {
      throw new TypeError(`${of}: ${path === '' ? 'the pattern' : `'${path}'`} is ${String(pattern)}; say Match.stringLikeRegexp(…)`);
    }
    Object.entries(pattern).forEach(([key, part]) => {
      checkPattern(part, of, path === '' ? key : `${path}.${key}`);
    });
  }
}

/** A missing or misplaced thing costs what it consists of. */
export function wrongKind(expected: unknown, actual: unknown): MatchResult {
  const received = actual === undefined ? 'but it is not there' : `received ${describeValue(actual)}`;
  return mismatch(`expected ${describeValue(expected)}, ${received}`, sizeOf(expected));
}

/** Compares a list item by item. */
function testArray(pattern: readonly unknown[], actual: unknown, strictness: Strictness): MatchResult {
  if (!Array.isArray(actual)) {
    return wrongKind(pattern, actual);
  }
  const count = pattern.length === actual.length ? [] : [mismatch(`expected ${items(pattern.length)}, received ${items(actual.length)}`)];
  return joined([
    ...count,
    ...pattern.slice(0, actual.length).map((part, index) => below(index, testPattern(part, actual[index] as unknown, strictness))),
    ...pattern.slice(actual.length).map((part, index) => below(actual.length + index, wrongKind(part, undefined))),
  ]);
}

function items(count: number): string {
  return count === 1 ? '1 item' : `${count} items`;
}

function testObject(pattern: Readonly<Record<string, unknown>>, actual: unknown, strictness: Strictness): MatchResult {
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) {
    return wrongKind(pattern, actual);
  }
  const object = actual as Readonly<Record<string, unknown>>;
  const known = Object.entries(pattern).map(([key, part]) => below(key, testMember(key, part, object, pattern, strictness)));
  const others = Object.keys(object).filter((key) => !Object.hasOwn(pattern, key) && object[key] !== undefined);
  const extra =
    strictness === 'partial' ? [] : others.map((key) => below(key, mismatch(`expected nothing, received ${describeValue(object[key])}`)));
  return joined([...known, ...extra]);
}

function testMember(
  key: string,
  part: unknown,
  object: Readonly<Record<string, unknown>>,
  pattern: Readonly<Record<string, unknown>>,
  strictness: Strictness,
): MatchResult {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  const result = testPattern(part, value, strictness);
  const [first, ...others] = result.mismatches;
  if (value !== undefined || first === undefined) {
    return result;
  }
  const candidates = Object.keys(object).filter((name) => !Object.hasOwn(pattern, name));
  const close = candidates.find((name) => leven(name, key) <= Math.max(1, Math.floor(key.length / 3)));
  return close === undefined
    ? result
    : { ...result, mismatches: [{ ...first, message: `${first.message} (did you mean '${close}'?)` }, ...others] };
}
