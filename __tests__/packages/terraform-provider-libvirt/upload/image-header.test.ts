import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from '../../../support/properties';
import { imageHeader } from '../../../../packages/terraform-provider-libvirt/src/upload/image-header';
import { needs } from '../../../support/needs';

function hasQemuImg(): boolean {
  try {
    execFileSync('qemu-img', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the header of a disk image', () => {
  test('of anything at all is read without failing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, magic) => {
        const header = imageHeader(Buffer.concat([magic ? Buffer.from('QFI\xfb\0\0\0\x03', 'latin1') : Buffer.alloc(0), bytes]));
        expect(['raw', 'qcow2']).toContain(header.format);
      }),
    );
  });

  test('is raw for an empty file', () => {
    expect(imageHeader(Buffer.alloc(0))).toEqual({ format: 'raw', virtualSize: null, backingFile: null });
  });

  needs(hasQemuImg(), 'qemu-img').describe('made by qemu-img', () => {
    let directory: string;
    beforeAll(() => (directory = mkdtempSync(join(tmpdir(), 'labcloud-header-'))));
    afterAll(() => rmSync(directory, { recursive: true }));

    test('gives format, virtual size and backing file', () => {
      const base = join(directory, 'base.qcow2');
      const overlay = join(directory, 'overlay.qcow2');
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', base, '3G']);
      execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', base, '-F', 'qcow2', overlay, '5G']);
      expect(imageHeader(readFileSync(base))).toEqual({ format: 'qcow2', virtualSize: 3 * 2 ** 30, backingFile: null });
      expect(imageHeader(readFileSync(overlay))).toEqual({ format: 'qcow2', virtualSize: 5 * 2 ** 30, backingFile: base });
    });
  });
});
