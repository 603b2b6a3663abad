import fc from '../../support/properties';
import { Duration, Size } from '../../../constructs';

describe('Size', () => {
  test('says its amount in the largest unit that keeps it whole', () => {
    expect([Size.gibibytes(2), Size.gibibytes(1.5), Size.bytes(1025)].map(String)).toEqual(['2 GiB', '1536 MiB', '1025 bytes']);
  });

  test('gives back the amount it was made from', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1 << 20 }), (amount) => {
        expect(Size.mebibytes(amount).mebibytes).toBe(amount);
        expect(Size.gibibytes(amount).gibibytes).toBe(amount);
        expect(Size.mebibytes(amount * 1024).bytes).toBe(Size.gibibytes(amount).bytes);
      }),
    );
  });

  test.each([0, -1, 0.5, NaN, Infinity, 2 ** 60])('refuses %d bytes', (amount) => {
    expect(() => Size.bytes(amount)).toThrow(/a Size must be a positive whole number of bytes/);
  });
});

describe('Duration', () => {
  test('is written as Docker and HAProxy read it', () => {
    expect([Duration.seconds(2), Duration.milliseconds(1500), Duration.minutes(1)].map(String)).toEqual(['2s', '1500ms', '60s']);
  });

  test.each([0, -1, 0.0001, NaN])('refuses %d seconds', (amount) => {
    expect(() => Duration.seconds(amount)).toThrow(/a Duration must be a positive whole number of milliseconds/);
  });
});
