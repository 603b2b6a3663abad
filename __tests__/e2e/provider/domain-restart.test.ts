import { Connection, DomainSnapshotCreateFlags, DomainState } from '@labcloud/libvirt-client';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { disk, Machine } from './machine';
import { sweep } from './sweep';

const PREFIX = 'labtest-again-';
const MAC = '52:54:00:c9:03:01';

let connection: Connection;
let machine: Machine;

function devices(): object {
  const root = disk(join(machine.folder, 'guest.qcow2'), 'vda', { driver: { name: 'qemu', type: 'qcow2' } });
  return { disks: [root], interfaces: [machine.nic(MAC)] };
}

async function state(): Promise<number> {
  return (await connection.domainGetState(await machine.found())).state;
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  machine = await Machine.create(connection, PREFIX, '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7c01', '10.254.22');
  // Snapshots need a disk that can hold them.
  execFileSync('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', join(machine.folder, 'guest'), join(machine.folder, 'guest.qcow2')]);
  machine.configure({}, devices());
  await machine.workspace.apply();
});

afterAll(async () => {
  await machine.remove();
  await sweep(connection, PREFIX);
  await connection.close();
});

describe('a machine that must restart', () => {
  it('is shut down by the power button and keeps UUID, hardware address, snapshots and what the tables do not know (defects 1, 2, 3 and 12 of the published provider)', async () => {
    const domain = await machine.found();
    await connection.domainSnapshotCreateXML(domain, '<domainsnapshot><name>before</name></domainsnapshot>');
    const strange = '<other xmlns="urn:other"/>';
    const edited = (await machine.definition())
      .replace('<os>', `<metadata>${strange}</metadata><os>`)
      .replace('</devices>', "<sound model='ich9'/></devices>");
    await connection.domainDefineXMLFlags(edited);
    machine.configure({ memory: 80 }, devices());
    expect((await machine.plan()).warnings).toEqual([
      expect.stringMatching(/^Restart: .*: memory 64 MiB → 80 MiB: the most memory that a machine can have is fixed while it runs\.$/),
    ]);
    await machine.workspace.apply();
    expect(await machine.id()).not.toBe(domain.id);
    expect(machine.attributes()).toMatchObject({ uuid: machine.uuid, id: await machine.id() });
    const running = await machine.running();
    expect(running).toContain("<memory unit='KiB'>81920</memory>");
    expect(running).toContain(MAC);
    expect(running).toContain("<sound model='ich9'");
    expect(running).toContain('urn:other');
    expect(await connection.domainSnapshotNum(await machine.found())).toBe(1);
    expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
  });

  it('runs again as before when it cannot start as planned', async () => {
    machine.configure({ memory: 80, os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35', kernel: '/nonexistent' } }, devices());
    const { status, output } = await machine.workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, ' ')).toMatch(/Starting "labtest-again-vm" failed.*runs again as it was before/);
    expect(await state()).toBe(DomainState.RUNNING);
    expect(await machine.definition()).not.toContain('nonexistent');
    machine.configure({ memory: 80 }, devices());
    expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
  });

  it('does not shut down while it is paused, and is paused again when it is forced', async () => {
    await connection.domainSuspend(await machine.found());
    machine.configure({ memory: 64, power: 'paused' }, devices());
    const { status, output } = await machine.workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, ' ')).toMatch(/Paused machine.*Resume it first, or power it off.*`update.shutdown.timeout = 0`/);
    expect(await state()).toBe(DomainState.PAUSED);
    machine.configure({ memory: 64, power: 'paused', update: { shutdown: { timeout: 0 } } }, devices());
    await machine.workspace.apply();
    expect(await state()).toBe(DomainState.PAUSED);
    expect(await machine.running()).toContain("<memory unit='KiB'>65536</memory>");
    await connection.domainResume(await machine.found());
  });
});

describe('a machine with an external snapshot', () => {
  it('goes on with what was written since, through live changes and restarts (defect 12 of the published provider)', async () => {
    machine.configure({ memory: 64 }, devices());
    await machine.workspace.apply();
    const overlay = join(machine.folder, 'overlay');
    const moved = `<disks><disk name='vda' snapshot='external'><source file='${overlay}'/></disk></disks>`;
    const { DISK_ONLY, NO_METADATA } = DomainSnapshotCreateFlags;
    await connection.domainSnapshotCreateXML(await machine.found(), `<domainsnapshot>${moved}</domainsnapshot>`, DISK_ONLY | NO_METADATA);
    expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
    for (const changes of [{ title: 'live' }, { title: 'live', memory: 80 }, { memory: 64 }]) {
      machine.configure(changes, devices());
      await machine.workspace.apply();
      expect(await machine.running()).toContain(`<source file='${overlay}'/>`);
      expect(await machine.definition()).toContain(`<source file='${overlay}'/>`);
    }
    expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
  });
});

describe('a machine with a saved state', () => {
  it('is resumed, changed while it runs, and restarts only for what needs that (defect 12 of the published provider)', async () => {
    await connection.domainManagedSave(await machine.found());
    machine.configure({ title: 'resumed', vcpu_current: 2 }, { ...devices(), interfaces: [machine.nic(MAC, { link: { state: 'down' } })] });
    await machine.workspace.apply();
    const running = await machine.running();
    expect(running).toContain("current='2'");
    expect(running).toContain('<title>resumed</title>');
    expect(running).toContain("<link state='down'/>");
    expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
  });

  it('starts as it was saved and is then brought to what was planned meanwhile', async () => {
    await connection.domainManagedSave(await machine.found());
    machine.configure({ running: false, memory: 96 }, devices());
    await machine.workspace.apply();
    machine.configure({ memory: 96 }, devices());
    await machine.workspace.apply();
    expect(await machine.running()).toContain("<memory unit='KiB'>98304</memory>");
    expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
  });

  it('is shut down in order when it is destroyed while it is paused, and leaves no snapshot behind', async () => {
    machine.configure({ memory: 96, destroy: { graceful: true, shutdown: { timeout: 60 } } }, devices());
    await machine.workspace.apply();
    await connection.domainSuspend(await machine.found());
    await machine.workspace.destroy();
    await expect(machine.found()).rejects.toMatchObject({ code: 42 });
  });
});
