import { libvirt, Size } from '../../../constructs';
import { only, testLab } from '../../helpers/lab';

const { PoolSource, StoragePool } = libvirt;
const GIB = Size.gibibytes(1);

describe('StoragePool', () => {
  test('is a folder, unless it says another source', () => {
    const lab = testLab();
    expect(lab.pool.kind).toBe('dir');
    expect(only(lab.synth(), 'libvirt_pool')).toMatchObject({ type: 'dir', target: { path: '/var/lib/labcloud/test' } });
  });

  test.each([
    [
      'a device',
      { path: '/srv/disks', source: PoolSource.device('/dev/sdb', { format: 'xfs' }) },
      { type: 'fs', target: { path: '/srv/disks' }, source: { device: [{ path: '/dev/sdb' }], format: { type: 'xfs' } } },
    ],
    [
      'a directory of an NFS server',
      { path: '/srv/disks', source: PoolSource.nfs('nas.lan', '/export/lab') },
      { type: 'netfs', source: { host: [{ name: 'nas.lan' }], dir: { path: '/export/lab' }, format: { type: 'nfs' } } },
    ],
    [
      'a volume group',
      { source: PoolSource.volumeGroup('vg0', { devices: ['/dev/sdb', '/dev/sdc'] }) },
      { type: 'logical', source: { name: 'vg0', device: [{ path: '/dev/sdb' }, { path: '/dev/sdc' }] } },
    ],
  ])('can be made of %s', (_what, props, expected) => {
    const lab = testLab();
    new StoragePool(lab.host, 'Store', props);
    const pool = only(lab.synth(), 'libvirt_pool');
    expect(pool).toMatchObject(expected);
    expect('target' in pool).toBe(expected.type !== 'logical');
  });

  test.each([
    ['no path', {}, "'path' must be given"],
    [
      'a path for a volume group',
      { path: '/x', source: PoolSource.volumeGroup('vg0') },
      "'path' must be left out for a volume group, got '/x'",
    ],
    ['a relative device', { path: '/x', source: PoolSource.device('sdb') }, "'source' must name absolute paths, got 'sdb'"],
    ['no server', { path: '/x', source: PoolSource.nfs('', '/y') }, "'source' must name a server"],
    ['no name of a volume group', { source: PoolSource.volumeGroup('a b') }, "'source' must name a volume group"],
  ])('refuses %s', (_what, props, problem) => {
    const lab = testLab();
    expect(() => new StoragePool(lab.host, 'Store', props)).toThrow(problem);
  });
});

describe('a volume of a pool', () => {
  test('that holds data is retained, and one of a machine is not', () => {
    const lab = testLab();
    lab.addMachine('Web').attach(lab.pool.addVolume('Media', GIB));
    const volumes = Object.values(lab.synth().resource['libvirt_volume'] ?? {});
    expect(volumes.filter(({ retain }) => retain === true).map(({ name }) => name as string)).toEqual(['lab-pool-media.qcow2']);
    expect(volumes).toHaveLength(3);
  });

  test('is not retained when that is said', () => {
    const lab = testLab();
    lab.pool.addVolume('Scratch', GIB, { retain: false });
    expect(only(lab.synth(), 'libvirt_volume')).not.toHaveProperty('retain');
  });

  test('can be raw, and is in a volume group', () => {
    const lab = testLab();
    lab.pool.addVolume('Raw', GIB, { format: 'raw' });
    const group = new StoragePool(lab.host, 'Group', { source: PoolSource.volumeGroup('vg0') });
    group.addVolume('Data', GIB);
    const formats = Object.values(lab.synth().resource['libvirt_volume'] ?? {}).map(
      ({ name, target }) => [name, target.format.type] as string[],
    );
    expect(formats.reverse()).toEqual([
      ['lab-pool-raw.raw', 'raw'],
      ['lab-group-data.raw', 'raw'],
    ]);
  });

  test.each([
    ['a qcow2 disk', (group: libvirt.StoragePool) => group.addVolume('Data', GIB, { format: 'qcow2' })],
    ['an image', (group: libvirt.StoragePool) => group.imageVolume(libvirt.CloudImage.DEBIAN_12)],
  ])('in a volume group is not %s', (_what, add) => {
    const lab = testLab();
    const group = new StoragePool(lab.host, 'Group', { source: PoolSource.volumeGroup('vg0') });
    expect(() => add(group)).toThrow(/must be an empty raw disk in the volume group lab\/Host\/Group/);
  });
});
