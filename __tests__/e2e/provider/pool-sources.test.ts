import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { needs } from '../../support/needs';
import { isEmpty, Workspace } from './harness';
import { sweepPools, volumesOf } from './pools';

const PREFIX = 'labtest-source-';
const name = `${PREFIX}pool`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7b11';

function canLoop(): boolean {
  try {
    return execFileSync('losetup', ['-f'], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .startsWith('/dev/');
  } catch {
    return false;
  }
}

const withLoop = needs(canLoop(), 'a loop device');
const hasLvm = canLoop() && existsSync('/sbin/vgcreate');
const withLvm = needs(hasLvm, 'LVM and a loop device');
const withMapper = needs(hasLvm && /device-mapper/.test(readFileSync('/proc/misc', 'utf8')), "LVM and the kernel's device mapper");

let connection: Connection;
let workspace: Workspace;
let directory: string;
let devices: string[] = [];

function configure(pool: object, volumes: Record<string, object> = {}): void {
  const inPool = Object.entries(volumes).map(([key, volume]) => [key, { pool: '${libvirt_pool.pool.name}', ...volume }]);
  workspace.configure({
    libvirt_pool: { pool: { name, uuid, ...pool } },
    ...(inPool.length > 0 && { libvirt_volume: Object.fromEntries(inPool) }),
  });
}

/** A block device of `mebibytes` that goes with the test. */
function device(mebibytes: number): string {
  const file = join(directory, `device-${devices.length}`);
  writeFileSync(file, '');
  truncateSync(file, mebibytes * 2 ** 20);
  const path = execFileSync('losetup', ['-f', '--show', file]).toString().trim();
  devices.push(path);
  return path;
}

async function refused(): Promise<string> {
  const { status, output } = await workspace.tryApply();
  expect(status).toBe(1);
  return output.replace(/\s+/g, ' ');
}

const find = () => connection.storagePoolLookupByUUID(uuid);
const disk = { name: 'disk', capacity: 16, capacity_unit: 'MiB', target: { format: { type: 'raw' } } };

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
});

beforeEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(join(workspace.directory, 'terraform.tfstate'), { force: true });
  directory = mkdtempSync(join(tmpdir(), 'labtest-source-'));
});

afterEach(async () => {
  await sweepPools(connection, PREFIX);
  for (const path of devices) execFileSync('losetup', ['-d', path]);
  devices = [];
  rmSync(directory, { recursive: true, force: true });
});

afterAll(async () => {
  await workspace.remove();
  await connection.close();
});

describe('a pool on a device of its own', () => {
  const fs = (path: string, more: object = {}) => ({
    type: 'fs',
    source: { device: [{ path }], format: { type: 'ext4' } },
    target: { path: join(directory, 'mount') },
    ...more,
  });

  withLoop.test('formats an empty device, mounts it, holds volumes, and leaves them on it', async () => {
    const path = device(128);
    configure(fs(path, { destroy: { delete: true } }), { disk: { ...disk, retain: true } });
    await workspace.apply();
    expect(readFileSync('/proc/mounts', 'utf8')).toContain(`${path} ${join(directory, 'mount')} ext4`);
    expect(await volumesOf(connection, await find())).toContain('disk');
    expect(isEmpty(await workspace.plan())).toBe(true);
    writeFileSync(join(directory, 'mount', 'disk'), 'canary', { flag: 'r+' });

    await workspace.terraform('state', 'rm', 'libvirt_volume.disk');
    await workspace.destroy();
    expect(existsSync(join(directory, 'mount'))).toBe(false);
    configure(fs(path), { disk: { ...disk, retain: true } });
    await workspace.apply();
    expect(
      readFileSync(join(directory, 'mount', 'disk'))
        .subarray(0, 6)
        .toString(),
    ).toBe('canary');
  });

  withLoop.test('never writes over what is on a device', async () => {
    const path = device(128);
    execFileSync('mkfs.ext4', ['-q', '-L', 'precious', path]);
    configure({ ...fs(path), source: { device: [{ path }], format: { type: 'xfs' } } });
    expect(await refused()).toContain('A pool source that cannot be used');
    expect(execFileSync('blkid', ['-p', '-o', 'value', '-s', 'LABEL', path]).toString().trim()).toBe('precious');
    await expect(find()).rejects.toThrow();
  });

  withLoop.test('is imported with an empty plan afterwards', async () => {
    configure(fs(device(128)));
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    expect(await workspace.terraform('import', 'libvirt_pool.pool', name)).toMatchObject({ status: 0 });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  withLoop.test('takes another device only as another pool, and says so', async () => {
    configure(fs(device(64)));
    await workspace.apply();
    configure(fs('/dev/labtest-none'));
    const { changes, warnings } = await workspace.plan();
    expect(changes.map(({ actions }) => actions)).toEqual([['delete', 'create']]);
    expect(warnings.map(({ summary }) => summary)).toContain('Replacement: something is destroyed and created anew');
  });
});

describe('a pool that is a volume group', () => {
  const logical = (path: string) => ({ type: 'logical', source: { name: `${PREFIX}vg`, device: [{ path }] } });

  withLvm.test('is made on an empty device, found again, imported, and goes when it is empty', async () => {
    const path = device(128);
    configure({ ...logical(path), destroy: { delete: true } });
    await workspace.apply();
    expect(execFileSync('vgs', ['--noheadings', '-o', 'vg_name']).toString()).toContain(`${PREFIX}vg`);
    expect(isEmpty(await workspace.plan())).toBe(true);
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    expect(await workspace.terraform('import', 'libvirt_pool.pool', name)).toMatchObject({ status: 0 });
    const { changes } = await workspace.plan();
    expect(changes.flatMap(({ actions }) => actions)).not.toContain('delete');
    await workspace.apply();
    await workspace.destroy();
    await expect(find()).rejects.toThrow();
    expect(execFileSync('vgs', ['--noheadings', '-o', 'vg_name']).toString()).not.toContain(`${PREFIX}vg`);
  });

  withLvm.test('that exists is used, and stays when the pool goes', async () => {
    execFileSync('vgcreate', ['-q', `${PREFIX}vg`, device(128)], { stdio: 'ignore' });
    try {
      configure({ type: 'logical', source: { name: `${PREFIX}vg` } });
      await workspace.apply();
      expect(isEmpty(await workspace.plan())).toBe(true);
      await workspace.destroy();
      expect(execFileSync('vgs', ['--noheadings', '-o', 'vg_name']).toString()).toContain(`${PREFIX}vg`);
    } finally {
      execFileSync('vgremove', ['-q', '-f', `${PREFIX}vg`], { stdio: 'ignore' });
    }
  });

  withMapper.test('holds volumes, which grow', async () => {
    configure({ ...logical(device(128)), destroy: { delete: true } }, { disk });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    configure({ ...logical(devices[0] ?? ''), destroy: { delete: true } }, { disk: { ...disk, capacity: 32 } });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    await expect(find()).rejects.toThrow();
  });

  it('that cannot be made leaves no pool, and says what is wrong with its source', async () => {
    configure({ type: 'logical', source: { name: `${PREFIX}none` } });
    expect(await refused()).toMatch(/A pool source that cannot be used.*\/dev\/labtest-source-none/);
    await expect(find()).rejects.toThrow();
  });
});

describe('a pool on a server', () => {
  const netfs = () => ({
    type: 'netfs',
    source: { host: [{ name: '127.0.0.1' }], dir: { path: '/labtest-none' }, format: { type: 'nfs' } },
    target: { path: join(directory, 'mount') },
  });

  it('that does not answer leaves no pool, and says what is wrong with its source', async () => {
    configure(netfs());
    expect(await refused()).toMatch(/A pool source that cannot be used.*mount/);
    await expect(find()).rejects.toThrow();
  });
});

describe('a pool whose source is incomplete', () => {
  const target = { path: '/x' };
  const wrong: [object, string][] = [
    [{ type: 'fs', target }, "'source.device' is missing"],
    [{ type: 'netfs', target }, "'source.host' is missing"],
    [{ type: 'netfs', target, source: { host: [{ name: 'a' }] } }, "'source.dir.path' is missing"],
    [{ type: 'logical' }, "'source.name' is missing"],
    [{ type: 'dir', target, source: { name: 'x' } }, "has no 'source'"],
    [{ type: 'iscsi', target }, 'must be one of dir, fs, netfs, logical'],
  ];

  it('is refused by the plan', async () => {
    const pools = wrong.map(([pool], index) => [`wrong${index}`, { name: `${name}${index}`, ...pool }]);
    workspace.configure({ libvirt_pool: Object.fromEntries(pools) });
    const said = await workspace.plan().catch((error: Error) => error.message);
    for (const [, problem] of wrong) expect(said).toContain(problem);
  });
});
