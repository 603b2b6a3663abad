import fc from '../../../support/properties';
import { type LogPiece, readLogFrames } from '../../../../packages/cli/src/lab/log-frames';

const OUTPUTS = { stdout: 1, stderr: 2 } as const;

function frame({ output, data }: LogPiece): Buffer {
  const head = Buffer.alloc(8);
  head[0] = OUTPUTS[output];
  head.writeUInt32BE(data.length, 4);
  return Buffer.concat([head, data]);
}

async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  yield bytes.subarray(start);
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<LogPiece[]> {
  const pieces: LogPiece[] = [];
  for await (const { output, data } of readLogFrames(chunks)) {
    pieces.push({ output, data: Buffer.from(data) });
  }
  return pieces;
}

const piece = fc.record({
  output: fc.constantFrom('stdout' as const, 'stderr' as const),
  data: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
});

describe('the log of a container', () => {
  test('comes apart into what was written to each output, wherever it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.array(fc.nat(30), { maxLength: 20 }), async (pieces, sizes) => {
        expect(await collect(cut(Buffer.concat(pieces.map(frame)), sizes))).toEqual(pieces);
      }),
    );
  });

  test('that ends inside a frame gives what was whole', async () => {
    const whole = { output: 'stdout', data: Buffer.from('one\n') } as const;
    const bytes = Buffer.concat([frame(whole), frame(whole).subarray(0, 10)]);
    expect(await collect(cut(bytes, []))).toEqual([whole]);
  });
});
