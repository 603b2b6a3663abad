import type { MatchResult } from './result';

/** Something that a value can be compared with. Made by `Match`. */
export abstract class Matcher {
  /** How it is written in a test, for messages. */
  abstract readonly description: string;

  /** Compares a value; undefined stands for an attribute that is not there. */
  abstract test(actual: unknown): MatchResult;
}
