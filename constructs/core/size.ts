import { shown } from './shown';

const MEBI = 1024 ** 2;
const GIBI = 1024 ** 3;

/** An amount of memory or storage. */
export class Size {
  /** So many bytes. */
  static bytes(amount: number): Size {
    return new Size(amount);
  }

  /** So many times 1,048,576 bytes. */
  static mebibytes(amount: number): Size {
    return new Size(amount, MEBI);
  }

  /** So many times 1,073,741,824 bytes. */
  static gibibytes(amount: number): Size {
    return new Size(amount, GIBI);
  }

  readonly bytes: number;

  private constructor(amount: number, unit = 1) {
    // In JavaScript a text times a number is a number.
    this.bytes = typeof amount === 'number' ? amount * unit : NaN;
    if (!Number.isSafeInteger(this.bytes) || this.bytes <= 0) {
      throw new RangeError(`a Size must be a positive whole number of bytes, got ${Number.isNaN(this.bytes) ? shown(amount) : this.bytes}`);
    }
  }

  /** The amount in MiB; a fraction when it is not whole. */
  get mebibytes(): number {
    return this.bytes / MEBI;
  }

  /** The amount in GiB; a fraction when it is not whole. */
  get gibibytes(): number {
    return this.bytes / GIBI;
  }

  /** Whether another is larger. */
  isLessThan(other: Size): boolean {
    return this.bytes < other.bytes;
  }

  /** The amount in the largest unit that keeps it whole, e.g. `1536 MiB`. */
  toString(): string {
    return bytesToText(this.bytes);
  }
}

/** A sum of amounts, which can be nothing, in the largest unit that keeps it whole. */
export function bytesToText(bytes: number): string {
  if (bytes > 0 && bytes % GIBI === 0) {
    return `${bytes / GIBI} GiB`;
  }
  return bytes % MEBI === 0 ? `${bytes / MEBI} MiB` : `${bytes} bytes`;
}
