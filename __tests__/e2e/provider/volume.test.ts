import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, DomainCreateFlags, DomainSnapshotCreateFlags } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweepPools, volumesOf } from './pools';
import { sweep } from './sweep';

const PREFIX = 'labtest-volume-';
const poolName = `${PREFIX}pool`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7c01';
const GIB = 2 ** 30;

let connection: Connection;
let workspace: Workspace;
let directory: string;

function configure(volumes: Record<string, object>): void {
  const pool = { name: poolName, uuid, type: 'dir', target: { path: join(directory, 'pool') } };
  const inPool = Object.entries(volumes).map(([key, volume]) => [key, { pool: '${libvirt_pool.pool.name}', ...volume }]);
  workspace.configure({ libvirt_pool: { pool }, ...(inPool.length > 0 && { libvirt_volume: Object.fromEntries(inPool) }) });
}

const qcow2 = (capacity: number) => ({ name: 'disk', capacity, capacity_unit: 'GiB', target: { format: { type: 'qcow2' } } });
const overlay = {
  name: 'overlay',
  target: { format: { type: 'qcow2' } },
  backing_store: { path: '${libvirt_volume.disk.path}', format: { type: 'qcow2' } },
};

const pathOf = (name: string) => join(directory, 'pool', name);
const imageInfo = (name: string) =>
  JSON.parse(execFileSync('qemu-img', ['info', '-U', '--output=json', pathOf(name)]).toString()) as Record<string, unknown>;
const volumes = async () => volumesOf(connection, await connection.storagePoolLookupByName(poolName));
const actions = async () =>
  (await workspace.plan()).changes.filter(({ address }) => address.startsWith('libvirt_volume.')).map((change) => change.actions);

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
});

beforeEach(async () => {
  await sweep(connection, PREFIX);
  await sweepPools(connection, PREFIX);
  rmSync(join(workspace.directory, 'terraform.tfstate'), { force: true });
  directory = mkdtempSync(join(tmpdir(), 'labtest-volume-'));
  // QEMU runs as another user and has to get to the disks.
  chmodSync(directory, 0o711);
});

afterEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(directory, { recursive: true, force: true });
});

afterAll(async () => {
  await workspace.remove();
  await connection.close();
});

describe('libvirt_volume', () => {
  it('is made sparse, is updated in place to grow, plans nothing afterwards and leaves nothing', async () => {
    configure({ disk: qcow2(1), raw: { name: 'raw', capacity: 1, capacity_unit: 'GiB' } });
    await workspace.apply();
    expect(imageInfo('disk')).toMatchObject({ format: 'qcow2', 'virtual-size': GIB });
    expect(Number(imageInfo('raw')['actual-size'])).toBeLessThan(2 ** 20);
    expect(isEmpty(await workspace.plan())).toBe(true);
    configure({ disk: qcow2(2), raw: { name: 'raw', capacity: 3, capacity_unit: 'GiB' } });
    expect(await actions()).toEqual([['update'], ['update']]);
    await workspace.apply();
    expect(imageInfo('disk')).toMatchObject({ 'virtual-size': 2 * GIB });
    expect(imageInfo('raw')).toMatchObject({ 'virtual-size': 3 * GIB });
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(join(directory, 'pool'))).toBe(false);
  });

  it.each([
    ['qcow2', 'by its path', () => `<disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="${pathOf('disk')}"/>`],
    [
      'qcow2',
      'by pool and name',
      () => `<disk type="volume" device="disk"><driver name="qemu" type="qcow2"/><source pool="${poolName}" volume="disk"/>`,
    ],
    ['raw', 'by its path', () => `<disk type="file" device="disk"><driver name="qemu" type="raw"/><source file="${pathOf('disk')}"/>`],
  ])('grows as %s under a guest that runs with it, which has it %s', async (format, _case, disk) => {
    const volume = (capacity: number) => ({ disk: { ...qcow2(capacity), target: { format: { type: format } } } });
    configure(volume(1));
    await workspace.apply();
    const xml = `<domain type="qemu"><name>${PREFIX}guest</name><memory unit="MiB">64</memory><os><type>hvm</type></os><devices>${disk()}<target dev="vda" bus="virtio"/></disk></devices></domain>`;
    const guest = await connection.domainCreateXML(xml, DomainCreateFlags.START_PAUSED);
    try {
      configure(volume(2));
      await workspace.apply();
      expect(await connection.domainGetBlockInfo(guest, 'vda')).toMatchObject({ capacity: 2 * GIB });
      expect(imageInfo('disk')).toMatchObject({ format, 'virtual-size': 2 * GIB });
      expect(isEmpty(await workspace.plan())).toBe(true);
    } finally {
      await connection.domainDestroyFlags(guest);
    }
  });

  it('does not grow below an external snapshot, and says how to put both together', async () => {
    configure({ disk: qcow2(1) });
    await workspace.apply();
    const name = `${PREFIX}guest`;
    const source = `<driver name="qemu" type="qcow2"/><source pool="${poolName}" volume="disk"/><target dev="vda" bus="virtio"/>`;
    const guest = await connection.domainDefineXMLFlags(
      `<domain type="qemu"><name>${name}</name><memory unit="MiB">64</memory><os><type>hvm</type></os><devices><disk type="volume" device="disk">${source}</disk></devices></domain>`,
    );
    await connection.domainCreateWithFlags(guest, DomainCreateFlags.START_PAUSED);
    const moved = `<disks><disk name="vda" snapshot="external"><source file="${pathOf('since')}"/></disk></disks>`;
    const { DISK_ONLY, NO_METADATA } = DomainSnapshotCreateFlags;
    await connection.domainSnapshotCreateXML(guest, `<domainsnapshot>${moved}</domainsnapshot>`, DISK_ONLY | NO_METADATA);
    configure({ disk: qcow2(2) });
    for (const running of [true, false]) {
      if (!running) await connection.domainDestroyFlags(guest);
      const { status, output } = await workspace.tryApply();
      expect(status).toBe(1);
      expect(output.replace(/[\s│]+/g, ' ')).toContain(
        `The disk vda of '${name}' stands on the volume 'disk' in the pool '${poolName}' and goes on in ${pathOf('since')} since an external snapshot`,
      );
      expect(imageInfo('disk')).toMatchObject({ 'virtual-size': GIB });
    }
    await connection.domainCreateWithFlags(guest);
    execFileSync('virsh', ['-q', 'blockcommit', name, 'vda', '--active', '--pivot', '--wait']);
    await workspace.apply();
    expect(await connection.domainGetBlockInfo(guest, 'vda')).toMatchObject({ capacity: 2 * GIB });
    await connection.domainDestroyFlags(guest);
    await connection.domainUndefineFlags(guest);
  });

  it('keeps its size when that is written in another unit', async () => {
    configure({ disk: qcow2(1) });
    await workspace.apply();
    configure({ disk: { ...qcow2(1), capacity: 1024, capacity_unit: 'MiB' } });
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(imageInfo('disk')).toMatchObject({ 'virtual-size': GIB });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('does not shrink: the plan says so, with both sizes', async () => {
    configure({ disk: qcow2(2) });
    await workspace.apply();
    configure({ disk: qcow2(1) });
    await expect(workspace.plan()).rejects.toThrow(/A volume cannot shrink.*2 GiB.*1 GiB/s);
    expect(imageInfo('disk')).toMatchObject({ 'virtual-size': 2 * GIB });
  });

  it('says that data is lost when it has to be made anew', async () => {
    configure({ disk: qcow2(1) });
    await workspace.apply();
    configure({ disk: { ...qcow2(1), target: { format: { type: 'raw' } } } });
    const { changes, warnings } = await workspace.plan();
    expect(changes.find(({ address }) => address === 'libvirt_volume.disk')?.actions).toEqual(['delete', 'create']);
    expect(warnings).toContainEqual(expect.objectContaining({ summary: 'Data loss: data is destroyed' }));
  });

  it('is made anew when its file is gone, and its size is noticed', async () => {
    configure({ disk: qcow2(1) });
    await workspace.apply();
    execFileSync('qemu-img', ['resize', '-q', pathOf('disk'), '2G']);
    configure({ disk: qcow2(3) });
    const grown = (await workspace.plan()).changes.find(({ address }) => address === 'libvirt_volume.disk');
    expect(grown).toMatchObject({ before: { capacity: 2 }, after: { capacity: 3 }, actions: ['update'] });
    rmSync(pathOf('disk'));
    expect(await actions()).toEqual([['create']]);
    await workspace.apply();
    expect(imageInfo('disk')).toMatchObject({ 'virtual-size': 3 * GIB });
  });

  it('stands on another, takes its size, and holds that one from being deleted', async () => {
    configure({ disk: qcow2(1), overlay });
    await workspace.apply();
    expect(imageInfo('overlay')).toMatchObject({
      'virtual-size': GIB,
      'backing-filename': pathOf('disk'),
      'backing-filename-format': 'qcow2',
    });
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(await workspace.terraform('state', 'rm', 'libvirt_volume.overlay')).toMatchObject({ status: 0 });
    configure({});
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, ' ')).toContain("is the backing store of 'overlay'");
    expect(await volumes()).toEqual(['disk', 'overlay']);
  });

  it('is the same one when it stands for itself by now', async () => {
    configure({ disk: qcow2(1), overlay });
    await workspace.apply();
    execFileSync('qemu-img', ['rebase', '-f', 'qcow2', '-b', '', pathOf('overlay')]);
    expect(imageInfo('overlay')['backing-filename']).toBeUndefined();
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('takes over what a run that was cut off has made, and refuses what it does not know', async () => {
    configure({ disk: qcow2(1), overlay });
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    configure({ disk: { ...qcow2(1), name: 'overlay' } });
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, ' ')).toContain("has a volume 'overlay' that is not what this one would be");
    expect(await volumes()).toEqual(['disk', 'overlay']);
  });

  it('takes over what was made for an earlier wish and is smaller, and grows it', async () => {
    configure({ disk: qcow2(1) });
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    configure({ disk: qcow2(2) });
    await workspace.apply();
    expect(imageInfo('disk')).toMatchObject({ format: 'qcow2', 'virtual-size': 2 * GIB });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is made anew where a daemon that was killed left an empty file', async () => {
    configure({});
    await workspace.apply();
    writeFileSync(pathOf('disk'), '');
    configure({ disk: qcow2(1) });
    await workspace.apply();
    expect(imageInfo('disk')).toMatchObject({ format: 'qcow2', 'virtual-size': GIB });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('does not write over a file that libvirt has not seen', async () => {
    configure({});
    await workspace.apply();
    writeFileSync(pathOf('disk'), 'precious');
    configure({ disk: qcow2(1) });
    const { output } = await workspace.tryApply();
    expect(output).toContain('A volume of this name exists');
    expect(imageInfo('disk')).toMatchObject({ format: 'raw' });
  });

  it.each([
    ['its path', () => pathOf('disk')],
    ['pool and name', () => `${poolName}/disk`],
  ])('is imported by %s with an empty plan afterwards', async (_case, id) => {
    configure({ disk: { ...qcow2(1), capacity: GIB, capacity_unit: 'bytes' } });
    await workspace.apply();
    expect(await workspace.terraform('state', 'rm', 'libvirt_volume.disk')).toMatchObject({ status: 0 });
    expect(await workspace.terraform('import', 'libvirt_volume.disk', id())).toMatchObject({ status: 0 });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  const wrong: [object, string][] = [
    [{ name: 'x' }, "'capacity' is missing"],
    [{ name: 'x', capacity: 1000 }, 'multiple of 512 bytes'],
    [{ name: 'x', capacity: 1, capacity_unit: 'potatoes' }, 'must be a unit'],
    [{ name: 'a/b', capacity: 512 }, 'without slashes'],
    [{ name: 'x', capacity: 512, target: { format: { type: 'vmdk' } } }, 'must be one of raw, qcow2'],
    [{ name: 'x', backing_store: { path: '/y', format: { type: 'qcow2' } } }, 'must be "qcow2" on a volume'],
    [{ name: 'x', target: { format: { type: 'qcow2' } }, backing_store: { path: '/y' } }, 'libvirt does not guess the format'],
    [{ name: 'x', create: { content: { url: 'ftp://x/y' } } }, 'must be a path or begin with'],
    [{ name: 'x', create: { content: { url: 'y', digest: 'md5:1' } } }, "must be 'sha256:' or 'sha512:'"],
  ];

  it('is refused by the plan when it is wrong, and all that is wrong is said', async () => {
    configure(Object.fromEntries(wrong.map(([volume], index) => [`wrong${index}`, volume])));
    const said = await workspace.plan().catch((error: Error) => error.message);
    for (const [, problem] of wrong) expect(said).toContain(problem);
  });
});
