import { libvirt, Secret, Size } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';
import { refuses, untyped } from './wrong-program';

const { CloudImage, PoolSource } = libvirt;
const SMALL = Size.gibibytes(1);
const pool = (lab: TestLab, props: libvirt.StoragePoolProps): libvirt.StoragePool => new libvirt.StoragePool(lab.host, 'Data', props);
const group = (lab: TestLab): libvirt.StoragePool => pool(lab, { source: PoolSource.volumeGroup('vg0') });
const other = (lab: TestLab): libvirt.StoragePool =>
  new libvirt.StoragePool(new libvirt.Host(lab.stack, 'Kvm2', { uri: 'qemu+ssh://ops@kvm2.lan/system' }), 'Data', { path: '/srv' });

describe('a pool, a volume or an image is refused that has', () => {
  refuses([
    ['no path', (lab) => pool(lab, {}), "lab/Host/Data: 'path' must be given unless 'source' is a volume group"],
    [
      'a relative path',
      (lab) => pool(lab, { path: 'srv/lab' }),
      "lab/Host/Data: 'path' must be an absolute path without '..', final slash and control characters, got 'srv/lab'",
    ],
    [
      'a path with dots',
      (lab) => pool(lab, { path: '/srv/../etc' }),
      "lab/Host/Data: 'path' must be an absolute path without '..', final slash and control characters, got '/srv/../etc'",
    ],
    [
      'the root for a path',
      (lab) => pool(lab, { path: '/' }),
      "lab/Host/Data: 'path' must be an absolute path without '..', final slash and control characters, got '/'",
    ],
    [
      'a path with a final slash',
      (lab) => pool(lab, { path: '/srv/' }),
      "lab/Host/Data: 'path' must be an absolute path without '..', final slash and control characters, got '/srv/'",
    ],
    [
      'a path with a line break',
      (lab) => pool(lab, { path: '/srv/a\nb' }),
      "lab/Host/Data: 'path' must be an absolute path without '..', final slash and control characters, got '/srv/a\nb'",
    ],
    [
      'the folder of another pool',
      (lab) => [pool(lab, { path: '/srv' }), new libvirt.StoragePool(lab.host, 'More', { path: '/srv' })],
      "lab/Host/More: the folder '/srv' on this computer is already taken by lab/Host/Data: give each pool a folder of its own",
    ],
    [
      'a folder within that of another pool',
      (lab) => [pool(lab, { path: '/srv/lab' }), new libvirt.StoragePool(lab.host, 'More', { path: '/srv/lab/more' })],
      "lab/Host/More: the folder '/srv/lab/more' on this computer and '/srv/lab' of lab/Host/Data lie within each other: give each pool a folder of its own",
    ],
    [
      'a misspelt prop',
      (lab) => pool(lab, untyped({ path: '/srv', size: SMALL })),
      "lab/Host/Data: unknown prop 'size': there are path, source, capacity, overcommit",
    ],
    [
      'a promise of less than it has',
      (lab) => pool(lab, { path: '/srv', overcommit: 0.5 }),
      "lab/Host/Data: 'overcommit' must be a number from 1 to 1000, got 0.5",
    ],
    [
      'a path beside a volume group',
      (lab) => pool(lab, { path: '/srv', source: PoolSource.volumeGroup('vg0') }),
      "lab/Host/Data: 'path' must be left out for a volume group, got '/srv'",
    ],
    [
      'a device with a relative path',
      (lab) => pool(lab, { path: '/srv', source: PoolSource.device('sdb') }),
      "lab/Host/Data: 'source' must name absolute paths, got 'sdb'",
    ],
    [
      'an export with a relative path',
      (lab) => pool(lab, { path: '/srv', source: PoolSource.nfs('nas.lan', 'lab') }),
      "lab/Host/Data: 'source' must name absolute paths, got 'lab'",
    ],
    [
      'a server of no name',
      (lab) => pool(lab, { path: '/srv', source: PoolSource.nfs('', '/lab') }),
      "lab/Host/Data: 'source' must name a server, got ''",
    ],
    [
      'a volume group with a space',
      (lab) => pool(lab, { source: PoolSource.volumeGroup('vg 0') }),
      "lab/Host/Data: 'source' must name a volume group (letters, digits, '_', '+', '.' and '-'), got 'vg 0'",
    ],
    [
      'an unknown file system',
      (lab) => pool(lab, { path: '/srv', source: PoolSource.device('/dev/sdb', { format: untyped('zfs') }) }),
      "lab/Host/Data: 'source.format' must be one of 'ext4', 'xfs', got 'zfs'",
    ],
    [
      'a volume without capacity',
      (lab) => new libvirt.Volume(lab.host, 'Media', untyped({ pool: lab.pool })),
      "lab/Host/Media: 'capacity' must be given for a disk that is not made from an image",
    ],
    [
      'a volume without a pool',
      (lab) => new libvirt.Volume(lab.host, 'Media', { pool: untyped(undefined), capacity: SMALL }),
      "lab/Host/Media: 'pool' must be given",
    ],
    [
      'a volume in a pool of another host',
      (lab) => new libvirt.Volume(lab.host, 'Media', { pool: other(lab), capacity: SMALL }),
      "lab/Host/Media: 'pool' must be on the same host, got lab/Kvm2/Data",
    ],
    [
      'a volume of an unknown format',
      (lab) => lab.pool.addVolume('Media', SMALL, { format: untyped('vmdk') }),
      "lab/Host/Pool/Media: 'format' must be one of 'qcow2', 'raw', got 'vmdk'",
    ],
    [
      'a misspelt option of a volume',
      (lab) => lab.pool.addVolume('Media', SMALL, untyped({ retained: true })),
      "lab/Host/Pool: unknown prop 'retained': did you mean 'retain'?",
    ],
    [
      'a qcow2 volume in a volume group',
      (lab) => group(lab).addVolume('Media', SMALL, { format: 'qcow2' }),
      'lab/Host/Data/Media: must be an empty raw disk in the volume group lab/Host/Data; images and qcow2 disks need a pool that is a folder',
    ],
    [
      'an image in a volume group',
      (lab) => lab.addMachine('Web', { pool: group(lab) }),
      'lab/Host/Data/Image-debian-12-67cdee40: must be an empty raw disk in the volume group lab/Host/Data; images and qcow2 disks need a pool that is a folder',
    ],
    [
      'an encrypted volume in a volume group',
      (lab) => group(lab).addVolume('Media', SMALL, { encryptionKey: Secret.generated(lab.stack, 'Key') }),
      "lab/Host/Data/Media: 'encryptionKey' is for an empty disk in a folder: images, disks above others and volume groups cannot have it",
    ],
    [
      'two volumes of one name',
      (lab) => [lab.pool.addVolume('Media', SMALL), lab.pool.addVolume('media', SMALL)],
      "lab/Host/Pool/media: the volume name 'lab-pool-media.qcow2' in lab/Host/Pool is already taken by lab/Host/Pool/Media: rename one of them",
    ],
    [
      'a volume smaller than the disk below it',
      (lab) =>
        new libvirt.Volume(lab.host, 'Top', { pool: lab.pool, capacity: SMALL, backing: lab.pool.addVolume('Base', Size.gibibytes(2)) }),
      "lab/Host/Top: 'capacity' must be at least that of lab/Host/Pool/Base, 2 GiB, got 1 GiB",
    ],
    [
      'a raw volume above another one',
      (lab) =>
        new libvirt.Volume(lab.host, 'Top', { pool: lab.pool, capacity: SMALL, format: 'raw', backing: lab.pool.addVolume('Base', SMALL) }),
      "lab/Host/Top: 'format' must be 'qcow2' above another disk, of which it keeps only the differences, got 'raw'",
    ],
    [
      'both an image and a volume below it',
      (lab) =>
        new libvirt.Volume(
          lab.host,
          'Top',
          untyped({
            pool: lab.pool,
            image: CloudImage.fromFile('a.qcow2'),
            backing: lab.pool.addVolume('Base', SMALL),
          }),
        ),
      "lab/Host/Top: 'image' and 'backing' exclude each other: what is above another disk is filled by it",
    ],
    [
      'a volume on two machines',
      (lab) => {
        const volume = lab.pool.addVolume('Media', SMALL);
        return [lab.addMachine('A').attach(volume), lab.addMachine('B').attach(volume)];
      },
      'lab/Host/B: the disk lab/Host/Pool/Media is already taken by lab/Host/A: a disk can be attached to one machine',
    ],
    [
      'a volume twice on a machine',
      (lab) => {
        const volume = lab.pool.addVolume('Media', SMALL);
        return lab.addMachine('A').attach(volume).attach(volume);
      },
      'lab/Host/A: the disk lab/Host/Pool/Media is already taken by lab/Host/A: a disk can be attached to one machine',
    ],
    [
      'a volume of another host on a machine',
      (lab) => lab.addMachine('A').attach(other(lab).addVolume('Media', SMALL)),
      'lab/Host/A: lab/Kvm2/Data/Media is on another host and cannot be attached',
    ],
    [
      'a volume too many',
      (lab) => {
        const machine = lab.addMachine('A');
        for (let number = 1; number <= 26; number++) {
          machine.attach(lab.pool.addVolume(`Disk${number}`, SMALL));
        }
      },
      'lab/Host/A: cannot have more than 26 disks',
    ],
    [
      'an image without a protocol',
      () => CloudImage.fromUrl('cloud.debian.org/a.qcow2', { digest: `sha256:${'0'.repeat(64)}` }),
      "the URL of a CloudImage must begin with https:// or http://, got 'cloud.debian.org/a.qcow2'",
    ],
    [
      'an image that is fetched by ftp',
      () => CloudImage.fromUrl('ftp://a.lan/a.qcow2', { digest: `sha256:${'0'.repeat(64)}` }),
      "the URL of a CloudImage must begin with https:// or http://, got 'ftp://a.lan/a.qcow2'",
    ],
    [
      'an image without a digest',
      () => CloudImage.fromUrl('https://a.lan/a.qcow2', untyped({})),
      "the digest of https://a.lan/a.qcow2 must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got 'undefined'",
    ],
    [
      'an image with half a digest',
      () => CloudImage.fromUrl('https://a.lan/a.qcow2', { digest: 'sha256:abc' }),
      "the digest of https://a.lan/a.qcow2 must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got 'sha256:abc'",
    ],
    [
      'an image with a digest of another kind',
      () => CloudImage.fromUrl('https://a.lan/a.qcow2', { digest: 'md5:00' }),
      "the digest of https://a.lan/a.qcow2 must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got 'md5:00'",
    ],
    [
      'a file with half a digest',
      () => CloudImage.fromFile('a.qcow2', { digest: 'sha256:abc' }),
      "the digest of a.qcow2 must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got 'sha256:abc'",
    ],
    ['a file of no name', () => CloudImage.fromFile(''), "a CloudImage must have the path of a file, got ''"],
    [
      'an unknown format of an image',
      () => CloudImage.fromFile('a.vmdk', { format: untyped('vmdk') }),
      "the format of a CloudImage must be 'qcow2' or 'raw', got 'vmdk'",
    ],
    [
      'a recipe of no release',
      () => CloudImage.fromRecipe({ suite: '', packages: [] }),
      "'suite' of a recipe must be the name of a Debian release, e.g. 'bookworm', got ''",
    ],
    [
      'a recipe with a package that cannot be one',
      () => CloudImage.fromRecipe({ suite: 'bookworm', packages: ['nginx; reboot'] }),
      "'packages' of a recipe must be names of packages, got 'nginx; reboot'",
    ],
    [
      'a medium of a URL without a digest',
      () => libvirt.InstallMedia.iso('https://a.lan/a.iso'),
      "the digest of https://a.lan/a.iso must be given, e.g. { digest: 'sha512:…' }",
    ],
  ]);
});
