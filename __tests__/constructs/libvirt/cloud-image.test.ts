import { libvirt } from '../../../constructs';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('the format of an image', () => {
  test.each([
    ['disk.qcow2', 'qcow2'],
    ['disk.img', 'qcow2'],
    ['disk.raw', 'raw'],
    ['disk.qcow2.xz', 'qcow2'],
    ['disk.raw.zst', 'raw'],
    ['disk.raw.gz', 'raw'],
  ])('of %s is %s, unless it is said', (file, format) => {
    expect(libvirt.CloudImage.fromFile(file).format).toBe(format);
    expect(libvirt.CloudImage.fromUrl(`https://images.example/${file}`, { digest: DIGEST }).format).toBe(format);
    expect(libvirt.CloudImage.fromFile(file, { format: 'raw' }).format).toBe('raw');
  });

  test('is not in its name, and neither is how it is compressed', () => {
    expect(libvirt.CloudImage.fromUrl('https://images.example/disk.qcow2.xz', { digest: DIGEST }).id).toMatch(/^disk-[0-9a-f]{8}$/);
  });
});
