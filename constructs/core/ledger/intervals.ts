type Bound = number | bigint;

interface Interval<T> {
  readonly first: Bound;
  readonly last: Bound;
  readonly holder: T;
}

/** Intervals that do not overlap, in their order. */
export class Intervals<T> {
  private readonly sorted: Interval<T>[] = [];

  /** The holder of an interval that overlaps this one; undefined if it is free. Both ends belong to it. */
  holderIn(first: Bound, last: Bound): T | undefined {
    const next = this.sorted[this.firstFrom(first)];
    return next !== undefined && next.first <= last ? next.holder : undefined;
  }

  /** Adds one that overlaps none. */
  add(first: Bound, last: Bound, holder: T): void {
    this.sorted.splice(this.firstFrom(first), 0, { first, last, holder });
  }

  /** The index of the first interval that does not end before `bound`. */
  private firstFrom(bound: Bound): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const interval = this.sorted[middle];
      if (interval !== undefined && interval.last < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
