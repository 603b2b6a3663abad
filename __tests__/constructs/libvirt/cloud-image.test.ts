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

describe('the catalogue of published images', () => {
  const entries = Object.entries(libvirt.CloudImage).filter(
    (entry): entry is [string, libvirt.CloudImage] => entry[1] instanceof libvirt.CloudImage,
  );

  test.each(entries)('pins %s: a dated file of a publisher, with its digest', (name, image) => {
    const { source } = image.asset ?? {};
    expect(source?.digest).toMatch(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/);
    expect(source?.url).toMatch(/^https:\/\/[^?]*\d[^?]*\.(qcow2|img)$/);
    expect(source?.url).not.toMatch(/latest|current|daily/);
    expect([image.format, image.id.replace(/-[0-9a-f]{8}$/, '')]).toEqual(['qcow2', name.toLowerCase().replaceAll('_', '-')]);
  });

  test('has no image twice', () => {
    const digests = entries.map(([, image]) => image.asset?.source?.digest);
    expect(new Set(digests).size).toBe(entries.length);
    expect(entries.length).toBeGreaterThan(8);
  });
});

test.each([
  [
    'a URL without a digest',
    () => libvirt.CloudImage.fromUrl('https://images.example/a.qcow2', {} as never),
    /the digest of https:\/\/images.example\/a.qcow2 must look like 'sha256:<64 hex digits>'.* got 'undefined'/,
  ],
  [
    'a digest of another length',
    () => libvirt.CloudImage.fromUrl('https://images.example/a.qcow2', { digest: 'sha256:00' }),
    /got 'sha256:00'/,
  ],
  [
    'a URL that is none',
    () => libvirt.CloudImage.fromUrl('ftp://images.example/a', { digest: DIGEST }),
    /must begin with https:\/\/ or http:\/\/, got 'ftp:/,
  ],
  [
    'a suite that is none',
    () => libvirt.CloudImage.fromRecipe({ suite: 'Bookworm!', packages: [] }),
    /'suite' of a recipe must be the name of a Debian release, e\.g\. 'bookworm', got 'Bookworm!'/,
  ],
  [
    'a package that is none',
    () => libvirt.CloudImage.fromRecipe({ suite: 'bookworm', packages: ['a b'] }),
    /'packages' of a recipe must be names of packages, got 'a b'/,
  ],
  [
    'an ISO image of a URL without a digest',
    () => libvirt.InstallMedia.iso('https://images.example/a.iso'),
    /the digest of https:\/\/images.example\/a.iso must be given/,
  ],
])('an image refuses %s', (_what, build, message) => {
  expect(build).toThrow(message);
});
