import fc, { type Arbitrary } from 'fast-check';

const EDGES = [0, 1, 0x7f, 0x80, 0xc0, 0xc1, 0xd4, 0xdd, 0xdf, 0xfe, 0xff];
const WORDS = ['00000000', 'ffffffff', '7fffffff', '80000000', '00400000', '01fffff0', 'ffffffffffffffff'].map((hex) =>
  Buffer.from(hex, 'hex'),
);
const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...EDGES));

type Change = (bytes: Buffer) => Buffer;

/** One thing done to bytes: some are overwritten, put in, cut out or repeated, or the end is missing. Positions are parts of the length. */
const change: Arbitrary<Change> = fc
  .record({
    kind: fc.constantFrom('overwrite', 'insert', 'remove', 'repeat', 'cut', 'word'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 16 }),
    value: byte,
    word: fc.constantFrom(...WORDS),
  })
  .map(({ kind, at, length, value, word }) => (bytes: Buffer): Buffer => {
    const start = Math.floor(at * bytes.length);
    const [before, after] = [bytes.subarray(0, start), bytes.subarray(start)];
    if (kind === 'overwrite') return Buffer.concat([before, Buffer.from([value]), after.subarray(1)]);
    if (kind === 'insert') return Buffer.concat([before, Buffer.alloc(length, value), after]);
    if (kind === 'remove') return Buffer.concat([before, after.subarray(length)]);
    if (kind === 'repeat') return Buffer.concat([before, after.subarray(0, length * 8), after]);
    if (kind === 'word') return Buffer.concat([before, word, after.subarray(word.length)]);
    return before;
  });

/** Bytes that resemble good ones: a few things are done to them; sometimes they are anything at all. */
export function spoiled(good: Arbitrary<Buffer>): Arbitrary<Buffer> {
  const resembling = fc
    .tuple(good, fc.array(change, { maxLength: 6 }))
    .map(([bytes, changes]) => changes.reduce((spoilt, one) => one(spoilt), bytes));
  const anything = fc.array(byte, { maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  return fc.oneof({ weight: 9, arbitrary: resembling }, { weight: 1, arbitrary: anything });
}
