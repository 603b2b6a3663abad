import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { poolPath } from '../../../../../packages/cli/src/host/checks/pool-path';
import { guestAccount } from '../../../../../packages/cli/src/host/system/accounts';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext } from '../context';
import { needs } from '../../../../support/needs';

const withAccount = needs(guestAccount(), "the guests' user").test;

describe('the check of the folders of pools', () => {
  const folder = useTempDir('labcloud-host');
  beforeEach(() => chmodSync(folder(), 0o755));

  function probe(path: string): ReturnType<typeof poolPath.probe> {
    return poolPath.probe(checkContext(folder(), { pools: [{ name: 'lab-pool', host: 'lab/Workstation', path }] }));
  }

  test('passes a folder that does not exist yet', async () => {
    const path = join(folder(), 'new/pool');

    await expect(probe(path)).resolves.toEqual({ ok: true, found: path });
  });

  test('refuses a path through a file', async () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');

    await expect(probe(join(file, 'pool'))).resolves.toEqual({
      ok: false,
      found: `the pool's path ${file}/pool leads through ${file}, which is not a folder`,
      fix: "Give the pool another 'path'.",
    });
  });

  withAccount("refuses a folder that the guests' user cannot enter", async () => {
    const home = join(folder(), 'home');
    mkdirSync(home, { mode: 0o700 });

    await expect(probe(join(home, 'pool'))).resolves.toMatchObject({
      ok: false,
      found: expect.stringMatching(new RegExp(`^the guests' user .* cannot get to the pool's path ${home}/pool: ${home} is closed to it$`)),
      fix: expect.stringContaining(`chmod o+x ${home}`),
    });
  });
});
