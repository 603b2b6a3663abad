import { describeValue } from './describe';
import { Matcher } from './matcher';
import { below, costOf, joined, type MatchResult, mismatch } from './result';
import { testPattern, wrongKind } from './structure';

/** A list that has these items in this order, with others before, between and after them. */
export class ArrayWith extends Matcher {
  override readonly description: string;

  constructor(private readonly items: readonly unknown[]) {
    super();
    this.description = `Match.arrayWith(${describeValue(items)})`;
  }

  override test(actual: unknown): MatchResult {
    if (!Array.isArray(actual)) {
      return wrongKind(this, actual);
    }
    const found: MatchResult[] = [];
    let from = 0;
    for (const item of this.items) {
      const results = actual.map((value: unknown, index) => below(index, testPattern(item, value, 'partial')));
      const at = results.findIndex(({ mismatches }, index) => index >= from && mismatches.length === 0);
      const result = results[at];
      if (result === undefined) {
        return joined([this.missing(item, results, from)]);
      }
      found.push(result);
      from = at + 1;
    }
    return joined(found);
  }

  /** Says what comes closest, or that an item is there but too early. */
  private missing(item: unknown, results: readonly MatchResult[], from: number): MatchResult {
    const early = results.findIndex(({ mismatches }) => mismatches.length === 0);
    if (early !== -1) {
      return mismatch(`expected ${describeValue(item)} after item ${from - 1}, but it is item ${early}: the order counts`);
    }
    const [nearest] = results.slice(from).sort((a, b) => costOf(a) - costOf(b));
    return nearest === undefined
      ? mismatch(
          `expected an item ${describeValue(item)}${from === 0 ? '' : ` after item ${from - 1}`}, but there is none left`,
          costOf(wrongKind(item, undefined)),
        )
      : joined([mismatch(`expected an item ${describeValue(item)}; in the nearest one:`, 0), nearest]);
  }
}
