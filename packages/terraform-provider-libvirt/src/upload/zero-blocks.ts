/** Granularity in bytes at which runs of zeros become holes. */
export const HOLE_BLOCK = 65536;

const ZEROS = Buffer.alloc(HOLE_BLOCK);

/** A stretch of a buffer that is either data or all zeros. */
export interface Run {
  readonly start: number;
  readonly end: number;
  readonly zero: boolean;
}

/** The alternating runs of data and zeros of a buffer that begins at `position` of its file. Blocks are aligned to the file. */
export function* runsOf(bytes: Buffer, position: number): Generator<Run> {
  let start = 0;
  let zero = false;
  for (let at = 0; at < bytes.length;) {
    const end = Math.min(bytes.length, at + HOLE_BLOCK - ((position + at) % HOLE_BLOCK));
    const isZero = ZEROS.compare(bytes, at, end, 0, end - at) === 0;
    if (at > start && isZero !== zero) {
      yield { start, end: at, zero };
      start = at;
    }
    zero = isZero;
    at = end;
  }
  if (bytes.length > start) yield { start, end: bytes.length, zero };
}
