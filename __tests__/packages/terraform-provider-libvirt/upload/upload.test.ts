import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../../support/properties';
import { Content } from '../../../../packages/terraform-provider-libvirt/src/upload/content';
import { isUnfinished, UPLOAD_MARKER } from '../../../../packages/terraform-provider-libvirt/src/upload/marker';
import { Progress } from '../../../../packages/terraform-provider-libvirt/src/upload/progress';
import { upload } from '../../../../packages/terraform-provider-libvirt/src/upload/upload';
import { MemoryVolume } from './memory-volume';

const signal = new AbortController().signal;
const silent = new Progress('test', () => undefined);
let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'labcloud-upload-'))));
afterAll(() => rmSync(directory, { recursive: true }));

async function uploadBytes(bytes: Buffer, volume: MemoryVolume, options: { digest?: string; signal?: AbortSignal } = {}): Promise<void> {
  const path = join(directory, 'content');
  writeFileSync(path, bytes);
  const content = await Content.open(path, { signal, digest: options.digest ?? null });
  try {
    await upload(content, volume.open, { signal: options.signal ?? signal, progress: silent });
  } finally {
    await content.close();
  }
}

const patchwork = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 200_000 }), fill: fc.constantFrom(0, 0, 1, 255) }), { maxLength: 8 })
  .map((parts) => Buffer.concat(parts.map(({ length, fill }) => Buffer.alloc(length, fill))));

describe('an upload', () => {
  test('makes the volume equal to the content', async () => {
    await fc.assert(
      fc.asyncProperty(patchwork, async (bytes) => {
        const volume = new MemoryVolume(bytes.length);
        await uploadBytes(bytes, volume, { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}` });
        expect(volume.bytes.equals(bytes)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('sends long zeros as holes', async () => {
    const bytes = Buffer.concat([Buffer.alloc(65536, 1), Buffer.alloc(10 * 2 ** 20), Buffer.alloc(65536, 2), Buffer.alloc(2 ** 20)]);
    const volume = new MemoryVolume(bytes.length);
    await uploadBytes(bytes, volume);
    expect(volume.bytes.equals(bytes)).toBe(true);
    expect(volume.log).toEqual([
      'data 29',
      'finish',
      `hole ${10 * 2 ** 20}`,
      'data 65536',
      `hole ${2 ** 20}`,
      'finish',
      'data 65536',
      'finish',
    ]);
  });

  test.each([10, 65536, 500_000])('of %d bytes with another digest leaves their beginning unwritten', async (length) => {
    const volume = new MemoryVolume(length);
    await expect(uploadBytes(Buffer.alloc(length, 9), volume, { digest: `sha256:${'0'.repeat(64)}` })).rejects.toThrow('another digest');
    expect(volume.bytes.subarray(0, Math.min(length, 65536)).includes(9)).toBe(false);
  });

  test('that is interrupted aborts its stream and leaves the volume marked', async () => {
    const volume = new MemoryVolume(10 * 2 ** 20);
    const interrupt = new AbortController();
    interrupt.abort();
    await expect(uploadBytes(Buffer.alloc(10 * 2 ** 20, 9), volume, { signal: interrupt.signal })).rejects.toThrow();
    expect(volume.log.at(-1)).toBe('abort');
    expect(isUnfinished(volume.bytes)).toBe(true);
  });
});

describe('the marker of an unfinished upload', () => {
  test('is found in what holds the marker or nothing, not in other content', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 600 }),
        (bytes) => isUnfinished(Buffer.from(bytes)) === bytes.every((byte) => byte === 0),
      ),
    );
    expect(isUnfinished(Buffer.concat([UPLOAD_MARKER, Buffer.alloc(600, 1)]))).toBe(true);
  });
});

describe('progress', () => {
  test('is reported at most every two seconds, and at the end', () => {
    let now = 0;
    const lines: string[] = [];
    const progress = new Progress(
      'disk',
      (line) => lines.push(line),
      () => now,
    );
    for (const bytes of [1, 2, 3, 4]) {
      now += 1000;
      progress.at(bytes * 2 ** 20, bytes / 4);
    }
    progress.end(4 * 2 ** 20);
    expect(lines).toEqual(['disk: 2.0 MiB (50 %)', 'disk: 4.0 MiB (100 %)', 'disk: 4.0 MiB in 4.0 s']);
  });
});
