import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweepPools } from './pools';

const PREFIX = 'labtest-retain-';
const poolName = `${PREFIX}pool`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7c11';
const CANARY = 'canary of the retained volume';

let connection: Connection;
let workspace: Workspace;
let directory: string;

const disk = { name: 'data', capacity: 64, capacity_unit: 'MiB', target: { format: { type: 'raw' } } };
const path = () => join(directory, 'pool', 'data');

function configure(volumes: Record<string, object>): void {
  const pool = { name: poolName, uuid, type: 'dir', target: { path: join(directory, 'pool') } };
  const inPool = Object.entries(volumes).map(([key, volume]) => [key, { pool: '${libvirt_pool.pool.name}', ...volume }]);
  workspace.configure({ libvirt_pool: { pool }, ...(inPool.length > 0 && { libvirt_volume: Object.fromEntries(inPool) }) });
}

function canary(): string {
  return execFileSync('head', ['-c', String(CANARY.length), path()]).toString();
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
});

beforeEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(join(workspace.directory, 'terraform.tfstate'), { force: true });
  directory = mkdtempSync(join(tmpdir(), 'labtest-retain-'));
  configure({ data: { ...disk, retain: true } });
  await workspace.apply();
  execFileSync('dd', [`of=${path()}`, 'conv=notrunc', 'status=none'], { input: CANARY });
});

afterEach(async () => {
  delete process.env['LABCLOUD_WIPE'];
  await sweepPools(connection, PREFIX);
  rmSync(directory, { recursive: true, force: true });
});

afterAll(async () => {
  await workspace.remove();
  await connection.close();
});

describe('a retained volume', () => {
  it('fails every plan that would delete or replace it, and says how to go on', async () => {
    expect(isEmpty(await workspace.plan())).toBe(true);
    configure({});
    await expect(workspace.plan()).rejects.toThrow(/retained.*Deleting it.*retain = false.*LABCLOUD_WIPE='labtest-retain-pool\/data'/s);
    configure({ data: { ...disk, retain: true, name: 'other' } });
    await expect(workspace.plan()).rejects.toThrow(/Changing 'name' would lose all/);
    configure({ data: { ...disk, retain: false, target: { format: { type: 'qcow2' } } } });
    await expect(workspace.plan()).rejects.toThrow(/apply that on its own first/);
    await expect(workspace.destroy()).rejects.toThrow('A volume that is retained');
    expect(canary()).toBe(CANARY);
  });

  it('is not deleted when Terraform does not ask before, as for a replacement by hand', async () => {
    const { status, output } = await workspace.terraform('apply', '-auto-approve', '-replace=libvirt_volume.data');
    expect(status).toBe(1);
    expect(output).toContain('A volume that is retained');
    expect(canary()).toBe(CANARY);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('grows, and is renounced by an apply of its own; then it goes', async () => {
    configure({ data: { ...disk, retain: true, capacity: 128 } });
    await workspace.apply();
    expect(canary()).toBe(CANARY);
    configure({ data: { ...disk, retain: false, capacity: 128 } });
    const { changes, warnings } = await workspace.plan();
    expect([changes.map(({ actions }) => actions), warnings]).toEqual([[['no-op'], ['update']], []]);
    await workspace.apply();
    await workspace.destroy();
    expect(existsSync(path())).toBe(false);
  });

  it('goes when it is named', async () => {
    process.env['LABCLOUD_WIPE'] = `other/x ${poolName}/data`;
    await workspace.destroy();
    expect(existsSync(path())).toBe(false);
  });

  it('is found again with what is on it when the state was lost', async () => {
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    await workspace.apply();
    expect(canary()).toBe(CANARY);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });
});

describe('a volume whose shrinking the plan refuses', () => {
  it('can be destroyed all the same', async () => {
    configure({ data: { ...disk, capacity: 32 } });
    await expect(workspace.plan()).rejects.toThrow(/A volume cannot shrink/);
    process.env['LABCLOUD_WIPE'] = `${poolName}/data`;
    await workspace.destroy();
    expect(existsSync(path())).toBe(false);
  });
});
