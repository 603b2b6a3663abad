import type { Backup } from '../../../../packages/cli/src/backup/backup-manifest';
import type { PlannedVolume } from '../../../../packages/cli/src/lab/planned-volumes';
import { pairVolumes, strangers } from '../../../../packages/cli/src/restore/restore-volume';

const planned = (name: string): PlannedVolume => ({
  name,
  stack: 'lab',
  engine: 'ssh://new.lan',
  address: `docker_volume.${name}`,
  containers: [],
});
const backup = (...names: string[]): Backup =>
  ({ folder: '/backup', manifest: { volumes: names.map((name) => ({ name, engine: 'ssh://old.lan' })) } }) as unknown as Backup;

describe('container volumes of a backup', () => {
  test('find those of the app by their names, wherever those are now', () => {
    const found = pairVolumes([planned('store'), planned('spare')], backup('store', 'gone'));

    expect(found.map(({ planned: { name, engine } }) => [name, engine])).toEqual([['store', 'ssh://new.lan']]);
    expect(strangers(found, backup('store', 'gone'))).toEqual(['gone']);
  });

  test('may be none, as in a backup of an older version', () => {
    expect(pairVolumes([planned('store')], { folder: '', manifest: {} } as unknown as Backup)).toEqual([]);
  });
});
