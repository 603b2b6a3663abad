import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BackupManifest } from '../../../packages/cli/src/backup/backup-manifest';
import { BoxProject, withLibvirt } from './box';

jest.setTimeout(300_000);

const LAB = 'e2e-data';
const DISKS = { vda: 'qcow2', vdb: 'raw', vdc: 'qcow2' };

let box: BoxProject;
const inPool = (name: string): string => join(box.pool, `${LAB}-${name}`);
const backups = (): string => join(box.folder, 'backups');

function volumesOnHost(): Promise<string[]> {
  return withLibvirt('qemu:///system', async (connection) => {
    const pool = await connection.storagePoolLookupByName(`${LAB}-pool`);
    return (await connection.storagePoolListAllVolumes(pool)).map(({ name }) => name).sort();
  });
}

function isRunning(name: string): Promise<boolean> {
  return withLibvirt('qemu:///system', async (connection) =>
    connection.domainIsActive(await connection.domainLookupByName(`${LAB}-${name}`)),
  );
}

/** libvirt's number of a running machine, which changes when it is started again. */
function idOf(name: string): Promise<number> {
  return withLibvirt('qemu:///system', async (connection) => (await connection.domainLookupByName(`${LAB}-${name}`)).id);
}

function manifestOf(folder: string): BackupManifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as BackupManifest;
}

beforeAll(async () => {
  box = new BoxProject({ lab: LAB, subnet: '10.89.60.0/24' });
  box.expect('up');
  await box.until(() => ['box-disk.qcow2', 'cell-disk.qcow2'].every((name) => box.read(inPool(name)).tick > 0));
});

afterAll(() => box.remove());

describe('what machines have written', () => {
  let whole: string;

  test('is backed up while they go on writing, into files of its owner alone, and nothing is left on the host', async () => {
    const before = await volumesOnHost();

    whole = box.expect(`backup --to ${backups()}`).trim();

    expect(await volumesOnHost()).toEqual(before);
    expect([await isRunning('box'), await isRunning('cell')]).toEqual([true, true]);
    const { machines, target } = manifestOf(whole);
    expect(target).toBe(`lab:${LAB}`);
    expect(machines).toMatchObject([
      { name: 'box', consistency: 'crash', without: [] },
      { name: 'cell', consistency: 'crash', without: [] },
    ]);
    expect(machines[0]?.disks.map(({ target: name, format }) => [name, format])).toEqual(Object.entries(DISKS));
    expect(machines[0]?.disks[2]?.backing).toEqual([expect.stringContaining(inPool('base-'))]);
    for (const [name, format] of Object.entries(DISKS)) {
      const file = join(whole, 'box', `${name}.${format}`);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(box.read(file).canary).toBe(`canary first on /dev/${name}`);
    }
    expect(box.read(join(whole, 'box/vdc.qcow2')).base).toBe('from the base');
    // 2 GiB and 64 MiB of which little was written.
    expect(statSync(join(whole, 'box/vda.qcow2')).size).toBeLessThan(16 << 20);
    expect(statSync(join(whole, 'box/vdb.raw')).blocks * 512).toBeLessThan(16 << 20);
    expect(box.expect(`backup verify ${backups()}`)).toBe(`${whole} is whole.\n`);
  });

  test('comes back after everything was destroyed, and plans nothing', async () => {
    const saved = box.read(join(whole, 'box/vda.qcow2')).tick;
    await box.powerOff();
    box.expect('destroy --yes');
    // Machines that began anew would write this one.
    box.setCanary('second');

    box.expect(`restore --from ${backups()} --yes`);

    expect([await isRunning('box'), await isRunning('cell')]).toEqual([true, true]);
    expect(box.read(inPool('box-disk.qcow2')).canary).toBe('canary first on /dev/vda');
    expect(box.read(inPool('cell-disk.qcow2')).canary).toBe('canary first on /dev/vda');
    expect(box.read(inPool('plain.raw')).canary).toBe('canary first on /dev/vdb');
    expect(box.read(inPool('overlay.qcow2'))).toMatchObject({ canary: 'canary first on /dev/vdc', base: 'from the base' });
    await box.until(() => box.read(inPool('box-disk.qcow2')).tick !== saved);
    expect(box.labcloud('plan')).toMatchObject({ status: 0 });
  });

  test('is backed up of a machine that is off as well, and the oldest backup goes', async () => {
    await box.powerOff();
    const { tick } = box.read(inPool('box-disk.qcow2'));

    const cold = box.expect(`backup box --to ${backups()}`).trim();

    expect(manifestOf(cold)).toMatchObject({ target: 'machine:box', machines: [{ name: 'box', consistency: 'off' }] });
    expect(box.read(join(cold, 'box/vda.qcow2'))).toMatchObject({ canary: 'canary first on /dev/vda', tick });
    expect(box.read(join(cold, 'box/vdc.qcow2'))).toMatchObject({ canary: 'canary first on /dev/vdc', base: 'from the base' });
    const next = box.expect(`backup box --to ${backups()} --keep 1`).trim();
    expect(readdirSync(backups()).sort()).toEqual([basename(whole), basename(next)].sort());
  });

  test('is not replaced without consent, nor from a backup that is damaged', () => {
    expect(box.labcloud(`restore box --from ${whole}`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`what box has written to ${LAB}-box-disk.qcow2`),
    });

    const file = join(whole, 'box/vdb.raw');
    const content = readFileSync(file);
    content[5] = (content[5] ?? 0) ^ 1;
    writeFileSync(file, content);
    expect(box.labcloud(`restore box --from ${whole} --yes`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${file} is not what was written`),
    });
    expect(box.read(inPool('box-disk.qcow2')).canary).toBe('canary first on /dev/vda');
  });
});

describe('a lab whose state was lost', () => {
  const state = (): string => join(box.project.directory, '.labcloud/state/lab.tfstate');

  test('is adopted as it is, and plans nothing', async () => {
    box.expect('start');
    const before = await idOf('box');
    rmSync(state());

    const adopted = box.expect('adopt').trim().split('\n');

    expect(adopted).toEqual(
      expect.arrayContaining([`machine ${LAB}-box`, `network ${LAB}-lan`, `pool ${LAB}-pool`, `volume ${LAB}-plain.raw`]),
    );
    expect(box.labcloud('plan')).toMatchObject({ status: 0 });
    expect(await idOf('box')).toBe(before);
    expect(box.labcloud('adopt')).toMatchObject({ status: 0, stdout: '' });
  });

  test('that was cut in writing is mended from the one before, and what that does not know is found again', async () => {
    writeFileSync(state(), '{"version": 4, "resou');
    writeFileSync(`${state()}.backup`, '{"version": 4, "serial": 1, "lineage": "before", "outputs": {}, "resources": []}');
    const before = await idOf('box');

    const { status, stderr } = box.labcloud('up');

    expect(`${status}\n${stderr}`).toMatch(/^0\n[^]*The state of lab was cut/);
    expect(await idOf('box')).toBe(before);
    expect(box.labcloud('plan')).toMatchObject({ status: 0 });
  });

  test('is adopted with what was changed by hand, which the next plan shows', () => {
    rmSync(state());
    execFileSync('virsh', ['desc', `${LAB}-cell`, '--title', '--config', '--live', 'by hand']);

    box.expect('adopt');

    const { status, stdout } = box.labcloud('plan');
    expect(status).toBe(2);
    expect(stdout).toMatch(/^ {6}- title += "by hand" -> null$/m);
    expect(stdout).toMatch(/Plan: 0 to add, 1 to change, 0 to destroy\./);
    box.expect('up');
  });
});

describe('a snapshot', () => {
  const scribble = (): void => {
    execFileSync('qemu-io', ['-f', 'qcow2', '-c', 'write -P 0x41 0 4096', inPool('cell-disk.qcow2')]);
  };

  test('sets a machine back to what it was and did', async () => {
    expect(box.expect('snapshot cell --name before')).toBe('before\n');
    expect(await isRunning('cell')).toBe(true);
    expect(JSON.parse(box.expect('snapshot list cell --json'))).toMatchObject({
      snapshots: [{ machine: 'cell', name: 'before', state: 'running', current: true }],
    });
    await box.powerOff();
    scribble();

    expect(box.labcloud('snapshot revert cell before')).toMatchObject({ status: 1, stderr: expect.stringContaining('Say --yes') });
    expect(box.read(inPool('cell-disk.qcow2')).canary).toMatch(/^A+$/);
    box.expect('snapshot revert cell before --yes');

    expect(await isRunning('cell')).toBe(true);
    expect(box.read(inPool('cell-disk.qcow2')).canary).toBe('canary first on /dev/vda');
    box.expect('start box');
    expect(box.labcloud('plan')).toMatchObject({ status: 0 });
  });

  test('is taken of a machine that is off, and deleted', async () => {
    await box.powerOff();
    box.expect('snapshot create cell --name off');
    scribble();
    box.expect('snapshot revert cell off --yes');

    expect(await isRunning('cell')).toBe(false);
    expect(box.read(inPool('cell-disk.qcow2')).canary).toBe('canary first on /dev/vda');
    expect(box.labcloud('snapshot create cell --name off')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("cell has a snapshot 'off' already."),
    });
    box.expect('snapshot delete cell off --yes');
    box.expect('snapshot delete cell before --yes');
    expect(JSON.parse(box.expect('snapshot list --json'))).toEqual({ snapshots: [] });
  });

  test('is none of a stack when one of its machines cannot have it', () => {
    expect(box.labcloud('snapshot')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("box cannot be snapshotted: its disk vdb has the format 'raw'"),
    });
    expect(JSON.parse(box.expect('snapshot list --json'))).toEqual({ snapshots: [] });
  });
});
