import { diskSpace } from '../../../../../packages/cli/src/host/checks/disk-space';
import { useTempDir } from '../../../../support/temp-dir';
import { MACHINE, checkContext } from '../context';

describe('the check of disk space', () => {
  const folder = useTempDir('labcloud-host');

  function probe(count: number): ReturnType<typeof diskSpace.probe> {
    const pools = [{ name: 'lab-pool', host: 'lab/Workstation', path: `${folder()}/pool` }];
    return diskSpace.probe(checkContext(folder(), { pools, machines: Array.from({ length: count }, () => MACHINE) }));
  }

  test('passes when there is room, and says how far the disks could grow', async () => {
    await expect(probe(1)).resolves.toMatchObject({ ok: true, found: expect.stringContaining('; full disks would take 10 GiB') });
  });

  test('refuses when there is none, and names the folder', async () => {
    await expect(probe(1_000_000)).resolves.toMatchObject({
      ok: false,
      found: expect.stringMatching(/ free for .*\/pool.*, \d{3}\.\d TiB needed$/),
      fix: expect.stringContaining('Make room'),
    });
  });
});
