import fc from '../../../support/properties';
import { Intervals } from '../../../../constructs/core/ledger/intervals';

describe('Intervals', () => {
  const interval = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 30 }));

  test('find an overlap exactly when there is one, in whatever order they came', () => {
    fc.assert(
      fc.property(fc.array(interval, { maxLength: 60 }), (wanted) => {
        const intervals = new Intervals<number>();
        const kept: [number, number][] = [];
        wanted.forEach(([first, length]) => {
          const last = first + length;
          const expected = kept.some(([otherFirst, otherLast]) => otherFirst <= last && first <= otherLast);
          expect(intervals.holderIn(first, last) !== undefined).toBe(expected);
          if (!expected) {
            intervals.add(first, last, kept.length);
            kept.push([first, last]);
          }
        });
      }),
    );
  });

  test('give back the holder, also of bounds beyond what a number holds', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 128n }), { minLength: 1, maxLength: 20 }), (bounds) => {
        const intervals = new Intervals<bigint>();
        bounds.forEach((bound) => {
          intervals.add(bound, bound, bound);
        });
        expect(bounds.map((bound) => intervals.holderIn(bound, bound))).toEqual(bounds);
      }),
    );
  });
});
