import type { Capture } from './capture';

/** Where something stands in a value. */
export type Path = readonly (string | number)[];

/** One thing that is not as expected. */
export interface Mismatch {
  readonly path: Path;
  /** What was expected and what was there. */
  readonly message: string;
  /** How far off it is: 1 for a single value. */
  readonly cost: number;
}

/** How a value compares with what was expected. */
export interface MatchResult {
  /** Empty if it is as expected. */
  readonly mismatches: readonly Mismatch[];
  /** What captures have seen on the way. */
  readonly captured: readonly (readonly [Capture, unknown])[];
}

/** The result of a comparison that found nothing to object to. */
export const MATCHES: MatchResult = { mismatches: [], captured: [] };

/** The result of a comparison that failed at one place. */
export function mismatch(message: string, cost = 1): MatchResult {
  return { mismatches: [{ path: [], message, cost }], captured: [] };
}

/** Several results as one. */
export function joined(results: readonly MatchResult[]): MatchResult {
  return { mismatches: results.flatMap(({ mismatches }) => mismatches), captured: results.flatMap(({ captured }) => captured) };
}

/** The same result, seen from further out. */
export function below(step: string | number, { mismatches, captured }: MatchResult): MatchResult {
  return { mismatches: mismatches.map((one) => ({ ...one, path: [step, ...one.path] })), captured };
}

/** How far off a result is in all. */
export function costOf({ mismatches }: MatchResult): number {
  return mismatches.reduce((sum, { cost }) => sum + cost, 0);
}
