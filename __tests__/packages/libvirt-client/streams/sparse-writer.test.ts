import { SparseWriter } from '@labcloud/libvirt-client';
import fc from '../../../support/properties';

const BLOCK = 65_536;

function recorder(): {
  parts: (Buffer | number)[];
  finished: boolean;
  write: (data: Uint8Array) => Promise<void>;
  hole: (length: number) => Promise<void>;
  finish: () => Promise<void>;
  abort: () => Promise<void>;
} {
  const upload = {
    parts: [] as (Buffer | number)[],
    finished: false,
    write: async (data: Uint8Array) => void upload.parts.push(Buffer.from(data)),
    hole: async (length: number) => void upload.parts.push(length),
    finish: async () => void (upload.finished = true),
    abort: async () => undefined,
  };
  return upload;
}

describe('a sparse writer', () => {
  test('sends what adds up to the same bytes, gaps joined, whatever the pieces', async () => {
    const piece = fc.record({ zero: fc.boolean(), length: fc.integer({ min: 0, max: 3 * BLOCK }) });
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const upload = recorder();
        const writer = new SparseWriter(upload);
        const buffers = pieces.map(({ zero, length }) => Buffer.alloc(length, zero ? 0 : 1));
        for (const buffer of buffers) await writer.write(buffer);
        await writer.finish();
        const received = Buffer.concat(upload.parts.map((part) => (typeof part === 'number' ? Buffer.alloc(part) : part)));
        expect(received.equals(Buffer.concat(buffers))).toBe(true);
        expect(upload.parts.every((part, index) => typeof part !== 'number' || typeof upload.parts[index - 1] !== 'number')).toBe(true);
        expect(upload.finished).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  test('makes one gap of zeros that go on from piece to piece, the last one included', async () => {
    const upload = recorder();
    const writer = new SparseWriter(upload);
    await writer.write(Buffer.concat([Buffer.from('head'.padEnd(BLOCK, '.')), Buffer.alloc(2 * BLOCK)]));
    await writer.write(Buffer.alloc(BLOCK));
    await writer.write(Buffer.alloc(10));
    await writer.finish();
    expect(upload.parts.map((part) => (typeof part === 'number' ? part : 'data'))).toEqual(['data', 3 * BLOCK + 10]);
  });
});
