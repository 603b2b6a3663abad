import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../../support/properties';
import { isoImage, type IsoFile } from '../../../../packages/terraform-provider-libvirt/src/iso/iso-image';
import { readSeed, seedImage } from '../../../../packages/terraform-provider-libvirt/src/iso/seed';
import { needs } from '../../../support/needs';

const BLOCK = 2048;

function tool(name: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** A reader written from the standard alone, so that it shares no code with the writer. */
function readTree(image: Buffer, tree: 'rock-ridge' | 'joliet'): Map<string, Buffer> {
  const descriptor = image.subarray((tree === 'joliet' ? 17 : 16) * BLOCK);
  const root = descriptor.subarray(156, 190);
  const start = root.readUInt32LE(2) * BLOCK;
  const directory = image.subarray(start, start + root.readUInt32LE(10));
  const files = new Map<string, Buffer>();
  for (let at = 0; at < directory.length && directory.readUInt8(at) !== 0; at += directory.readUInt8(at)) {
    const record = directory.subarray(at, at + directory.readUInt8(at));
    if (record.readUInt8(25) & 2) continue;
    const length = record.readUInt8(32);
    const identifier = Buffer.from(record.subarray(33, 33 + length));
    const fields = record.subarray(33 + length + (length % 2 === 0 ? 1 : 0)).toString('latin1');
    const mark = fields.indexOf('NM');
    const name = tree === 'joliet' ? identifier.swap16().toString('utf16le') : fields.slice(mark + 5, mark + fields.charCodeAt(mark + 2));
    const extent = record.readUInt32LE(2) * BLOCK;
    files.set(name, image.subarray(extent, extent + record.readUInt32LE(10)));
  }
  return files;
}

const file: fc.Arbitrary<IsoFile> = fc.record({
  name: fc.stringMatching(/^[A-Za-z0-9._-]{1,40}$/),
  data: fc.uint8Array({ maxLength: 5000 }).map((bytes) => Buffer.from(bytes)),
});

describe('an ISO image', () => {
  test.each(['rock-ridge', 'joliet'] as const)('gives every file back through its %s names', (tree) => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: ({ name }) => name, maxLength: 8 }), (files) => {
        const read = readTree(isoImage('cidata', files), tree);
        expect([...read.keys()].sort()).toEqual(files.map(({ name }) => name).sort());
        for (const { name, data } of files) expect(read.get(name)?.equals(data)).toBe(true);
      }),
    );
  });

  test('is as long as its descriptor says, in whole blocks', () => {
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: ({ name }) => name, maxLength: 8 }), (files) => {
        const image = isoImage('cidata', files);
        expect(image.length).toBe(image.readUInt32LE(16 * BLOCK + 80) * BLOCK);
      }),
    );
  });

  test('gives equal bytes for equal content', () => {
    const make = () => seedImage({ userData: '#cloud-config\n', metaData: 'instance-id: one\n', networkConfig: 'version: 2\n' });
    expect(make().equals(make())).toBe(true);
  });

  test.each(['', 'a/b', 'ä', 'x'.repeat(65), 'a b'])('refuses the file name %j', (name) => {
    expect(() => isoImage('cidata', [{ name, data: Buffer.alloc(0) }])).toThrow(RangeError);
  });

  test('refuses two files of one name', () => {
    const twice = { name: 'a', data: Buffer.alloc(1) };
    expect(() => isoImage('cidata', [twice, twice])).toThrow(RangeError);
  });

  test.each(['', 'two words', 'x'.repeat(17)])('refuses the label %j', (label) => {
    expect(() => isoImage(label, [])).toThrow(RangeError);
  });
});

describe('a NoCloud seed', () => {
  const userData = '#cloud-config\nhostname: grüße\n' + '# filler\n'.repeat(1000);
  let directory: string;
  let path: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'labcloud-iso-'));
    path = join(directory, 'seed.iso');
    writeFileSync(path, seedImage({ userData, metaData: 'instance-id: one\n', networkConfig: 'version: 2\n' }));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('has no network-config when none is given', () => {
    expect([...readTree(seedImage({ userData: 'u', metaData: 'm' }), 'rock-ridge').keys()].sort()).toEqual(['meta-data', 'user-data']);
  });

  needs(tool('isoinfo'), 'isoinfo').describe('read by isoinfo', () => {
    const isoinfo = (...args: string[]) => execFileSync('isoinfo', ['-i', path, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });

    test('has the label cidata, Joliet and Rock Ridge', () => {
      const text = isoinfo('-d').toString();
      expect(text).toContain('Volume id: cidata');
      expect(text).toMatch(/Joliet with UCS level 3 found/);
      expect(text).toMatch(/Rock Ridge signatures version 1 found/);
    });

    test.each(['-R', '-J'])('gives its files with %s', (names) => {
      expect(isoinfo(names, '-f').toString().trim().split('\n').sort()).toEqual(['/meta-data', '/network-config', '/user-data']);
      expect(isoinfo(names, '-x', '/user-data').toString()).toBe(userData);
      expect(isoinfo(names, '-x', '/network-config').toString()).toBe('version: 2\n');
    });
  });

  needs(tool('blkid'), 'blkid').test('is recognised by blkid as iso9660 with the label cidata', () => {
    const text = execFileSync('blkid', ['-p', '-o', 'export', path]).toString();
    expect(text).toMatch(/^LABEL=cidata$/m);
    expect(text).toMatch(/^TYPE=iso9660$/m);
  });
});

describe('readSeed', () => {
  test('gives back what a seed was made from', () => {
    const text = fc.string({ unit: 'binary', maxLength: 5000 }).map((value) => Buffer.from(value).toString());
    fc.assert(
      fc.property(
        text,
        text,
        fc.option(text.filter((value) => value !== '')),
        fc.boolean(),
        (userData, metaData, networkConfig, secret) => {
          const content = { userData, metaData, networkConfig, secret };
          expect(readSeed(seedImage(content))).toEqual(content);
        },
      ),
    );
  });

  test('finds no seed in other bytes, however they are cut or changed', () => {
    const image = seedImage({ userData: '#cloud-config\n', metaData: 'instance-id: one\n' });
    expect(readSeed(Buffer.alloc(64 * BLOCK))).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(image.length), fc.array(fc.tuple(fc.nat(image.length - 1), fc.nat(255)), { maxLength: 40 }), (length, changes) => {
        const bytes = Buffer.from(image);
        changes.forEach(([at, value]) => bytes.writeUInt8(value, at));
        expect(() => readSeed(bytes.subarray(0, length))).not.toThrow();
      }),
    );
  });
});
