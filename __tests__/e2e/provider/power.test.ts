import { Connection, type Domain, DomainState } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweep } from './sweep';

const PREFIX = 'labtest-power-';
const name = `${PREFIX}vm`;

let connection: Connection;
let workspace: Workspace;

function configure(change: object): void {
  const vm = { name, type: 'qemu', memory: 48, memory_unit: 'MiB', vcpu: 1, update: { shutdown: { timeout: 0 } }, ...change };
  workspace.configure({ libvirt_domain: { vm } });
}

function found(): Promise<Domain> {
  return connection.domainLookupByName(name);
}

async function state(): Promise<number> {
  return (await connection.domainGetState(await found())).state;
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  workspace = await Workspace.create();
});

afterAll(async () => {
  await workspace.remove();
  await sweep(connection, PREFIX);
  await connection.close();
});

describe('the wished power of a machine', () => {
  it.each([
    ['paused', DomainState.PAUSED],
    ['running', DomainState.RUNNING],
    ['stopped', DomainState.SHUTOFF],
    ['paused', DomainState.PAUSED],
    ['stopped', DomainState.SHUTOFF],
    ['running', DomainState.RUNNING],
    ['paused', DomainState.PAUSED],
  ] as const)('is made so: %s', async (power, expected) => {
    configure({ power });
    await workspace.apply();
    expect(await state()).toBe(expected);
    expect(workspace.attributes('libvirt_domain.vm')).toMatchObject({ power, running: power !== 'stopped', id: (await found()).id });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is kept by a change that restarts the machine', async () => {
    const { id } = await found();
    configure({ power: 'paused', memory: 64 });
    await workspace.apply();
    expect((await found()).id).not.toBe(id);
    expect(await state()).toBe(DomainState.PAUSED);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['resumed', async () => connection.domainResume(await found()), 'running'],
    ['powered off', async () => connection.domainDestroyFlags(await found()), 'stopped'],
  ])('is put right after somebody has %s it', async (_what, deed, power) => {
    await deed();
    const [change] = (await workspace.plan()).changes;
    expect(change).toMatchObject({ actions: ['update'], before: { power }, after: { power: 'paused' } });
    await workspace.apply();
    expect(await state()).toBe(DomainState.PAUSED);
  });

  it('is that of `running` where nobody says more, so that a machine that was paused by hand goes on', async () => {
    configure({ running: true, memory: 64 });
    await workspace.apply();
    await connection.domainSuspend(await found());
    expect((await workspace.plan()).changes).toMatchObject([{ before: { power: 'paused' }, after: { power: 'running' } }]);
    await workspace.apply();
    expect(await state()).toBe(DomainState.RUNNING);
  });

  it('is not cut off when a guest that is to be shut down before its removal does not hear, unless that is said', async () => {
    configure({ running: true, memory: 64, destroy: { shutdown: { timeout: 1 } } });
    await workspace.apply();

    const { status, output } = await workspace.terraform('destroy', '-auto-approve', '-input=false');

    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, ' ')).toContain(
      `"${name}" was asked to and did not within 1 s, so it is as it was. Shut it down from inside, or power it off, which loses what its guest has not written yet: \`labcloud destroy --force\`, or LABCLOUD_POWER_OFF=1`,
    );
    expect(await state()).toBe(DomainState.RUNNING);
    process.env['LABCLOUD_POWER_OFF'] = '1';
    try {
      await workspace.destroy();
    } finally {
      delete process.env['LABCLOUD_POWER_OFF'];
    }
    await expect(found()).rejects.toMatchObject({ code: 42 });
  });

  it('may be paused when the machine is destroyed: nothing goes on without a definition', async () => {
    configure({ power: 'paused', memory: 64 });
    await workspace.apply();
    await workspace.destroy();
    await expect(found()).rejects.toMatchObject({ code: 42 });
    expect((await connection.connectListAllDomains()).map((domain) => domain.name)).not.toContain(name);
  });

  it.each([
    ['two powers', { power: 'stopped', running: true }, '`power` is `stopped` and `running` is true'],
    ['a power that there is not', { power: 'asleep' }, 'must be one of running, paused, stopped'],
    [
      'two boot orders',
      { os: { boot_devices: [{ dev: 'hd' }] }, devices: { disks: [{ target: { dev: 'vda' }, boot: { order: 1 } }] } },
      'leave one out',
    ],
  ])('is refused with %s', async (_what, change, words) => {
    configure(change);
    const { status, output } = await workspace.terraform('validate');
    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, ' ')).toContain(words);
  });
});
