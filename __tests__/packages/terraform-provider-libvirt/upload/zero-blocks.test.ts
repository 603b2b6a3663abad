import fc from 'fast-check';
import { HOLE_BLOCK, runsOf } from '../../../../packages/terraform-provider-libvirt/src/upload/zero-blocks';

/** Buffers made of stretches of zeros and of data, around the size of a block. */
const patchwork = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 2 * HOLE_BLOCK }), zero: fc.boolean() }), { maxLength: 6 })
  .map((parts) => Buffer.concat(parts.map(({ length, zero }) => Buffer.alloc(length, zero ? 0 : 7))));
const position = fc.integer({ min: 0, max: 3 * HOLE_BLOCK });

describe('runs of zeros and data', () => {
  test('cover the buffer without gap or overlap', () => {
    fc.assert(
      fc.property(patchwork, position, (bytes, at) => {
        let end = 0;
        for (const run of runsOf(bytes, at)) {
          expect(run.start).toBe(end);
          expect(run.end).toBeGreaterThan(run.start);
          end = run.end;
        }
        expect(end).toBe(bytes.length);
      }),
    );
  });

  test('call nothing zero that is not', () => {
    fc.assert(
      fc.property(patchwork, position, (bytes, at) => {
        for (const { start, end, zero } of runsOf(bytes, at)) {
          if (zero) expect(bytes.subarray(start, end).every((byte) => byte === 0)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('find every whole block of zeros, wherever the buffer begins', () => {
    const bytes = Buffer.concat([Buffer.alloc(100, 1), Buffer.alloc(2 * HOLE_BLOCK), Buffer.alloc(100, 1)]);
    const runs = [...runsOf(bytes, HOLE_BLOCK - 100)];
    expect(runs).toEqual([
      { start: 0, end: 100, zero: false },
      { start: 100, end: 100 + 2 * HOLE_BLOCK, zero: true },
      { start: 100 + 2 * HOLE_BLOCK, end: bytes.length, zero: false },
    ]);
  });
});
