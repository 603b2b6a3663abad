/** A length of time. */
export class Duration {
  static milliseconds(amount: number): Duration {
    return new Duration(amount);
  }

  static seconds(amount: number): Duration {
    return new Duration(amount * 1000);
  }

  static minutes(amount: number): Duration {
    return new Duration(amount * 60_000);
  }

  private constructor(readonly milliseconds: number) {
    if (!Number.isSafeInteger(milliseconds) || milliseconds <= 0) {
      throw new RangeError(`a Duration must be a positive whole number of milliseconds, got ${milliseconds}`);
    }
  }

  /** The length in seconds; a fraction when it is not whole. */
  get seconds(): number {
    return this.milliseconds / 1000;
  }

  /** The length as Docker and HAProxy read it, e.g. `2s` or `1500ms`. */
  toString(): string {
    return this.milliseconds % 1000 === 0 ? `${this.seconds}s` : `${this.milliseconds}ms`;
  }
}
