import type { Backup } from '../../../../packages/cli/src/backup/backup-manifest';
import type { Target } from '../../../../packages/cli/src/lab/target';
import { planRestore } from '../../../../packages/cli/src/restore/restore-plan';
import type { StackResource } from '../../../../packages/cli/src/terraform/stack-json';

const MIB = 1 << 20;
const volume = (name: string, capacity: number, format: string): StackResource => ({
  address: `libvirt_volume.${name}`,
  type: 'libvirt_volume',
  provider: {},
  values: { name, pool: 'new-pool', capacity, target: { format: { type: format } } },
});
const disk = (dev: string, name: string): object => ({ target: { dev }, source: { volume: { pool: 'new-pool', volume: name } } });
const RESOURCES: readonly StackResource[] = [
  volume('root', 4 * MIB, 'qcow2'),
  volume('data', 2 * MIB, 'raw'),
  {
    address: 'libvirt_domain.Web',
    type: 'libvirt_domain',
    provider: {},
    values: { uuid: 'u', devices: { disks: [disk('vda', 'root'), disk('vdc', 'data')] } },
  },
];
const TARGET = {
  kind: 'machine',
  name: 'web',
  machines: [{ machine: { name: 'web', uuid: 'u' }, stack: {}, uri: 'h' }],
} as unknown as Target;

function backup(disks: Record<string, [capacity: number, format: string]>, name = 'web'): Backup {
  const backedUp = Object.entries(disks).map(([target, [capacity, format]]) => ({ target, capacity, format, pool: 'old-pool' }));
  return { folder: '/backup', manifest: { machines: [{ name, disks: backedUp }] } as unknown as Backup['manifest'] };
}

const plan = (from: Backup, resources = RESOURCES) => planRestore(TARGET, from, () => resources);

describe('what is restored', () => {
  test('goes onto the disks that the app has now, wherever they are, also onto larger ones', () => {
    const [machine] = plan(backup({ vda: [3 * MIB, 'qcow2'], vdc: [2 * MIB, 'raw'] }));

    expect(machine?.address).toBe('libvirt_domain.Web');
    expect(machine?.disks.map(({ planned, backup: from }) => [from.target, planned.pool, planned.volume])).toEqual([
      ['vda', 'new-pool', 'root'],
      ['vdc', 'new-pool', 'data'],
    ]);
  });

  test.each<[string, Backup, readonly StackResource[] | undefined, string]>([
    ['another machine', backup({}, 'db'), undefined, 'web is not in the backup /backup.\n  It has: db.'],
    ['a machine that the app does not make', backup({}), [], 'The app has no libvirt_domain for web.'],
    ['fewer disks', backup({ vda: [MIB, 'qcow2'] }), undefined, 'web has a disk vdc in the app, and the backup has none.'],
    [
      'more disks',
      backup({ vda: [MIB, 'qcow2'], vdc: [MIB, 'raw'], vdd: [MIB, 'raw'] }),
      undefined,
      'The backup has a disk vdd of web, and the app has none.',
    ],
    [
      'another format',
      backup({ vda: [MIB, 'raw'], vdc: [MIB, 'raw'] }),
      undefined,
      "The disk vda of web is 'qcow2' in the app and 'raw' in the backup.",
    ],
    [
      'a larger disk',
      backup({ vda: [MIB, 'qcow2'], vdc: [3 * MIB, 'raw'] }),
      undefined,
      'The disk vdc of web has 2 MiB in the app, and 3 MiB in the backup.',
    ],
  ])('is refused from a backup of %s', (_what, from, resources, message) => {
    expect(() => plan(from, resources)).toThrow(message);
  });
});
