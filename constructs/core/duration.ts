import { shown } from './shown';

/** A length of time. */
export class Duration {
  /** So many milliseconds. */
  static milliseconds(amount: number): Duration {
    return new Duration(amount);
  }

  /** So many seconds. */
  static seconds(amount: number): Duration {
    return new Duration(amount, 1000);
  }

  /** So many minutes of 60 seconds. */
  static minutes(amount: number): Duration {
    return new Duration(amount, 60_000);
  }

  readonly milliseconds: number;

  private constructor(amount: number, unit = 1) {
    // In JavaScript a text times a number is a number.
    this.milliseconds = typeof amount === 'number' ? amount * unit : NaN;
    if (!Number.isSafeInteger(this.milliseconds) || this.milliseconds <= 0) {
      const got = Number.isNaN(this.milliseconds) ? shown(amount) : this.milliseconds;
      throw new RangeError(`a Duration must be a positive whole number of milliseconds, got ${got}`);
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
