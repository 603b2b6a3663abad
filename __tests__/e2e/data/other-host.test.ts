import { join } from 'node:path';
import { Hypervisor } from '../../support/hypervisor';
import { needs } from '../../support/needs';
import { sshServer } from '../../support/ssh-server';
import { BoxProject, withLibvirt } from './box';

jest.setTimeout(300_000);

const LAB = 'e2e-move';
const ssh = sshServer();

needs(ssh, 'an SSH server').describe('a backup', () => {
  let box: BoxProject;
  let other: Hypervisor;

  beforeAll(async () => {
    other = await Hypervisor.start({ name: 'labtest-data', subnet: 247, ssh });
    box = new BoxProject({ lab: LAB, subnet: '10.89.63.0/24' });
    box.expect('up');
    await box.until(() => box.read(join(box.pool, `${LAB}-box-disk.qcow2`)).tick > 0);
  });

  afterAll(async () => {
    // With the host goes what is on it.
    await other.stop();
    await box.discard();
  });

  test('comes back on another host, which is reached through ssh, and is taken from there', async () => {
    const backups = join(box.folder, 'backups');
    box.expect(`backup box --to ${backups}`);
    await box.powerOff();
    box.expect('destroy --yes');
    box.setCanary('second');
    box.moveTo(other.uri('root'));

    box.expect(`restore box --from ${backups} --yes`);

    const running = await withLibvirt(other.uri('root'), async (connection) =>
      connection.domainIsActive(await connection.domainLookupByName(`${LAB}-box`)),
    );
    expect(running).toBe(true);
    const back = box.expect(`backup box --to ${backups}`).trim();
    for (const file of ['vda.qcow2', 'vdb.raw', 'vdc.qcow2']) {
      expect(box.read(join(back, 'box', file)).canary).toBe(`canary first on /dev/${file.slice(0, 3)}`);
    }
  });
});
