import { compareStacks, type JsonObject, type PlannedAction, type ResourceChange, type ReviewedChange, reviewOf } from '@labcloud/review';

const PATH = '/var/lib/labcloud/lab/debian.qcow2';
const IMAGE: JsonObject = {
  name: 'debian.qcow2',
  pool: 'lab',
  path: PATH,
  create: { content: { url: 'assets/debian.qcow2', digest: null } },
};
const OVERLAY = { name: 'web.qcow2', pool: 'lab', path: '/var/lib/labcloud/lab/web.qcow2', backing_store: { path: PATH } };

function resource(type: string, name: string, actions: PlannedAction[], before: JsonObject): ResourceChange {
  return {
    address: `${type}.${name}`,
    type,
    mode: 'managed',
    change: { actions, before, after: actions.includes('delete') ? null : before },
  };
}

const overlay = resource('libvirt_volume', 'web', ['no-op'], OVERLAY);
const machine = (before: JsonObject): ResourceChange => resource('libvirt_domain', 'web', ['no-op'], { name: 'web', ...before });
const disk = (rest: JsonObject): ResourceChange => machine({ devices: { disks: [{ target: { dev: 'vda', bus: 'virtio' }, ...rest }] } });
const asVolume = { source: { volume: { pool: 'lab', volume: 'debian.qcow2' } } };

/** What a plan that removes an image does to it. */
function removal(others: readonly ResourceChange[], image = IMAGE): ReviewedChange | undefined {
  const changes = reviewOf({ resource_changes: [resource('libvirt_volume', 'image', ['delete'], image), ...others] });
  return changes.find(({ address }) => address === 'libvirt_volume.image');
}

describe('the removal of an image', () => {
  test.each<[string, ResourceChange]>([
    ['below the disk of a machine', overlay],
    ['in the drive of a machine', disk({ device: 'cdrom', ...asVolume })],
    ['that a machine could only read', disk({ read_only: true, ...asVolume })],
    ['that a machine boots as its kernel', machine({ os: { kernel: PATH } })],
    ['that a machine boots with', machine({ os: { kernel: '/boot/vmlinuz', initrd: PATH } })],
  ])('%s loses nothing, and is listed', (_title, user) => {
    expect(removal([user])).toMatchObject({ kind: 'remove', reasons: ['no guest could write to this image, which can be had again'] });
  });

  test.each<[string, ResourceChange[], JsonObject]>([
    ['that is a disk of a machine', [disk(asVolume)], IMAGE],
    ['that is a disk of a machine by its path', [disk({ source: { file: { file: PATH } } })], IMAGE],
    ['that is a disk of one machine and below that of another', [overlay, disk(asVolume)], IMAGE],
    ['that nobody uses any more, as a machine may have had it as its disk', [], IMAGE],
    ['that is retained', [overlay], { ...IMAGE, retain: true }],
    ['of another pool than the one that is used', [disk({ device: 'cdrom', ...asVolume })], { ...IMAGE, pool: 'other' }],
    ['that was not filled from anything', [overlay], { ...IMAGE, create: null }],
  ])('%s loses data', (_title, users, image) => {
    expect(removal(users, image)?.kind).toBe('data-loss');
  });

  test('is told alike between two programs, where paths are references', () => {
    const disks = (image: string): JsonObject => ({
      [image]: { name: `${image}.qcow2`, pool: 'lab', create: { content: { url: image } } },
      web: { name: 'web.qcow2', pool: 'lab', backing_store: { path: `\${libvirt_volume.${image}.path}` } },
    });
    const stack = (image: string): Parameters<typeof compareStacks>[0] =>
      ({ resource: { libvirt_volume: disks(image) } }) as Parameters<typeof compareStacks>[0];
    const { changes } = compareStacks(stack('old'), stack('new'));
    expect(changes.map(({ address, kind }) => [address, kind])).toEqual([
      ['libvirt_volume.web', 'data-loss'],
      ['libvirt_volume.new', 'create'],
      ['libvirt_volume.old', 'remove'],
    ]);
  });
});
