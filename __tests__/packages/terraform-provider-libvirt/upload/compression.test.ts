import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { compressionOf } from '../../../../packages/terraform-provider-libvirt/src/upload/compression';
import { Content } from '../../../../packages/terraform-provider-libvirt/src/upload/content';
import { contentLengthIn } from '../../../../packages/terraform-provider-libvirt/src/upload/xz-index';
import { needs } from '../../../support/needs';

const { signal } = new AbortController();
let directory: string;
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'labcloud-compression-'))));
afterAll(() => rmSync(directory, { recursive: true }));

/** Data that compresses well and badly, and a long hole. */
const image = Buffer.concat([randomBytes(100_000), Buffer.alloc(1_500_000), Buffer.alloc(300_000, 'text '), randomBytes(70_001)]);

const by =
  (program: string, ...args: string[]) =>
  (bytes: Buffer): Buffer =>
    execFileSync(program, [...args, '-c'], { input: bytes, maxBuffer: 2 ** 30 });
const exists = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

const compressors: [string, boolean, (bytes: Buffer) => Buffer][] = [
  ['gzip', true, (bytes) => gzipSync(bytes)],
  ['xz', exists('xz'), by('xz', '-1')],
  ['xz in many blocks', exists('xz'), by('xz', '-1', '--block-size=100000', '--check=crc32')],
  ['zstd', exists('zstd'), by('zstd', '-3')],
  [
    'zstd without check sum, from a file',
    exists('zstd'),
    (bytes) => {
      writeFileSync(join(directory, 'plain'), bytes);
      return execFileSync('zstd', ['-19', '--no-check', '-c', join(directory, 'plain')], { maxBuffer: 2 ** 30 });
    },
  ],
];

const digestOf = (bytes: Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

async function read(bytes: Buffer, digest: string | null = null): Promise<Buffer> {
  const path = join(directory, 'content');
  writeFileSync(path, bytes);
  const content = await Content.open(path, { signal, digest });
  try {
    const chunks = [content.header];
    for await (const chunk of content.body) chunks.push(Buffer.isBuffer(chunk) ? chunk : Buffer.alloc(chunk.hole));
    await content.verify();
    return Buffer.concat(chunks);
  } finally {
    await content.close();
  }
}

for (const [name, present, compress] of compressors) {
  needs(present, `the program for ${name}`).describe(`content compressed by ${name}`, () => {
    let whole: Buffer;
    beforeAll(() => (whole = compress(image)));

    test.each([1, 65_535, 65_536, 65_537, image.length])(
      'comes as it was, all %d bytes, and its digest is that of the compressed',
      async (length) => {
        const plain = image.subarray(image.length - length);
        const compressed = length === image.length ? whole : compress(plain);
        expect((await read(compressed, digestOf(compressed))).equals(plain)).toBe(true);
        await expect(read(compressed, digestOf(plain))).rejects.toThrow('another digest');
      },
    );

    test('in the form of a qcow2 image is known by its header', async () => {
      const path = join(directory, 'image.qcow2');
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', path, '1G']);
      const bytes = compress(execFileSync('cat', [path]));
      writeFileSync(path, bytes);
      const content = await Content.open(path, { signal, digest: null });
      expect(content.image).toMatchObject({ format: 'qcow2', virtualSize: 2 ** 30 });
      expect([content.dataSize, content.arrived === null]).toEqual([null, false]);
      await content.close();
    });

    test.each([20, 5000, 100_000])('that ends %d bytes too early is an error', async (missing) => {
      await expect(read(whole.subarray(0, whole.length - missing))).rejects.toThrow('cannot be decompressed');
    });

    test('that is damaged is an error, which speaks of the digest where there is one', async () => {
      const damaged = Buffer.from(whole);
      damaged.fill(0xa5, whole.length >> 1, (whole.length >> 1) + 2000);
      await expect(read(damaged, digestOf(whole))).rejects.toThrow('another digest');
    });
  });
}

test('parts that were compressed one by one and put together come as one', async () => {
  const [first, second] = [image.subarray(0, 400_000), image.subarray(400_000, 900_000)];
  const whole = Buffer.concat([first, second]);
  for (const [name, present, compress] of compressors.filter(([, present]) => present)) {
    const both = Buffer.concat([compress(first), compress(second)]);
    if (!present || name.startsWith('xz')) await expect(read(both)).rejects.toThrow('more than one xz stream');
    else expect((await read(both)).equals(whole)).toBe(true);
  }
});

needs(exists('zstd'), 'zstd').test('a little zstd that holds very much comes in pieces', async () => {
  const compressed = execFileSync('sh', ['-c', 'head -c 100000000 /dev/zero | zstd -c']);
  expect(compressed.length).toBeLessThan(50_000);
  const path = join(directory, 'zeros');
  writeFileSync(path, compressed);
  const content = await Content.open(path, { signal, digest: null });
  let [length, longest] = [content.header.length, 0];
  for await (const chunk of content.body) {
    const size = Buffer.isBuffer(chunk) ? chunk.length : chunk.hole;
    [length, longest] = [length + size, Math.max(longest, size)];
  }
  expect([length, longest <= 128 * 1024]).toEqual([100_000_000, true]);
});

needs(exists('zstd'), 'zstd').test('zstd that wants more memory than its own program takes unasked is refused', async () => {
  const compressed = execFileSync('sh', ['-c', 'head -c 150000000 /dev/zero | zstd --long=30 -c']);
  await expect(read(compressed)).rejects.toThrow('more than 128 MiB of memory');
});

needs(exists('xz'), 'xz').test('two contents in xz are read at the same time, and one that is given up holds nobody up', async () => {
  const compressed = by('xz', '-1')(image);
  writeFileSync(join(directory, 'given-up'), compressed);
  const givenUp = await Content.open(join(directory, 'given-up'), { signal, digest: null });
  const reading = read(compressed);
  await givenUp.close();
  expect((await reading).equals(image)).toBe(true);
});

test.each([
  ['a boot sector', Buffer.from([0xeb, 0x63, 0x90, 0, 0, 0])],
  ['zeros', Buffer.alloc(6)],
  ['qcow2', Buffer.from('QFI\xfb\0\0', 'latin1')],
  ['one byte', Buffer.from([0x1f])],
  ['nothing', Buffer.alloc(0)],
])('%s is not compressed', (_what, start) => {
  expect(compressionOf(start)).toBeUndefined();
});

test.each([Buffer.alloc(0), Buffer.alloc(64), Buffer.from('....YZ'.padStart(64, '.'))])(
  'the end of something else has no index of xz',
  (tail) => {
    expect(contentLengthIn(tail)).toBeUndefined();
  },
);
