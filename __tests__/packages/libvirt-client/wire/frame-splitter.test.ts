import fc from '../../../support/properties';
import { FrameSplitter } from '../../../../packages/libvirt-client/src/wire/frame-splitter';
import { MESSAGE_LIMIT, PREFIX } from '../../../../packages/libvirt-client/src/wire/message';

function framed(body: Uint8Array): Buffer {
  const frame = Buffer.alloc(PREFIX + body.length);
  frame.writeUInt32BE(frame.length, 0);
  frame.set(body, PREFIX);
  return frame;
}

describe('a frame splitter', () => {
  test('gives the same frames however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 }),
        (bodies, cuts) => {
          const bytes = Buffer.concat(bodies.map(framed));
          const splitter = new FrameSplitter();
          const frames: Buffer[] = [];
          for (let start = 0, turn = 0; start < bytes.length; turn++) {
            const end = start + (cuts[turn % cuts.length] ?? 1);
            frames.push(...splitter.push(Buffer.from(bytes.subarray(start, end))));
            start = end;
          }
          expect(frames).toEqual(bodies.map((body) => framed(body).subarray(4)));
        },
      ),
    );
  });

  test('gives only frames or an error, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 10 }), (chunks) => {
        const splitter = new FrameSplitter();
        try {
          for (const chunk of chunks)
            for (const frame of splitter.push(Buffer.from(chunk))) expect(frame.length).toBeGreaterThanOrEqual(24);
        } catch (error) {
          expect((error as Error).message).toMatch(/^no message has a length of \d+ bytes/);
        }
      }),
    );
  });

  test('shows the words of a program that speaks instead of the daemon', () => {
    const words = 'This account is currently not available.';
    expect(() => new FrameSplitter().push(Buffer.from(`${words}\n`))).toThrow(`it begins with '${words}'`);
  });

  test.each([0, 4, PREFIX - 1, MESSAGE_LIMIT + 5, 0xffffffff])('refuses a length of %d', (length) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(length);
    expect(() => new FrameSplitter().push(bytes)).toThrow(`no message has a length of ${length} bytes`);
  });
});
