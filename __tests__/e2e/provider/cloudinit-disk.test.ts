import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { readSeed, seedImage } from '../../../packages/terraform-provider-libvirt/src/iso/seed';
import { isEmpty, Workspace } from './harness';
import { sweepPools, volumesOf } from './pools';

const PREFIX = 'labtest-seed-';
const poolName = `${PREFIX}pool`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7e01';
const SECRET = 'correct-horse-battery-staple';
const userData = `#cloud-config\npassword: ${SECRET}\n`;
const metaData = 'instance-id: one\n';
const originalData = process.env['XDG_DATA_HOME'];

let connection: Connection;
let workspace: Workspace;
let directory: string;

const seed = (more: object = {}) => ({ name: 'seed.iso', user_data: userData, meta_data: metaData, ...more });
const image = (more: Partial<{ userData: string; networkConfig: string }> = {}) => seedImage({ userData, metaData, ...more });

function inPool(seeds: Record<string, object>): void {
  const pool = { name: poolName, uuid, type: 'dir', target: { path: join(directory, 'pool') } };
  const placed = Object.entries(seeds).map(([key, value]) => [key, { pool: '${libvirt_pool.pool.name}', ...value }]);
  workspace.configure({ libvirt_pool: { pool }, libvirt_cloudinit_disk: Object.fromEntries(placed) });
}

const changed = async () => (await workspace.plan()).changes.find(({ address }) => address === 'libvirt_cloudinit_disk.seed')?.actions;
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

/** Where a provider without a pool keeps seeds: one folder, because the provider knows it from its start on. */
const dataHome = (): string => join(workspace.directory, 'data');

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
  process.env['XDG_DATA_HOME'] = dataHome();
});

beforeEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(join(workspace.directory, 'terraform.tfstate'), { force: true });
  directory = mkdtempSync(join(tmpdir(), 'labtest-seed-'));
  rmSync(dataHome(), { recursive: true, force: true });
});

afterEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(directory, { recursive: true, force: true });
});

afterAll(async () => {
  if (originalData === undefined) delete process.env['XDG_DATA_HOME'];
  else process.env['XDG_DATA_HOME'] = originalData;
  await workspace.remove();
  await connection.close();
});

describe('libvirt_cloudinit_disk in a pool', () => {
  const path = () => join(directory, 'pool', 'seed.iso');

  it('is a volume for its owner alone, plans nothing afterwards and leaves nothing', async () => {
    inPool({ seed: seed({ network_config: 'version: 2\n' }) });
    await workspace.apply();
    expect(readFileSync(path()).equals(image({ networkConfig: 'version: 2\n' }))).toBe(true);
    expect(modeOf(path())).toBe('600');
    expect(workspace.attributes('libvirt_cloudinit_disk.seed')).toMatchObject({
      id: path(),
      path: path(),
      size: statSync(path()).size,
    });
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(join(directory, 'pool'))).toBe(false);
  });

  it.each([
    ['longer', `${userData}# ${'more '.repeat(20_000)}\n`],
    ['shorter', '#cloud-config\n'],
  ])('is written anew at its place when its content is %s', async (_case, next) => {
    inPool({ seed: seed() });
    await workspace.apply();
    inPool({ seed: seed({ user_data: next }) });
    expect(await changed()).toEqual(['update']);
    await workspace.apply();
    expect(readFileSync(path()).equals(image({ userData: next }))).toBe(true);
    expect(modeOf(path())).toBe('600');
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
  });

  it('notices when its content was changed or removed, and repairs it', async () => {
    inPool({ seed: seed() });
    await workspace.apply();
    const other = image();
    other.write('X', other.indexOf(SECRET));
    writeFileSync(path(), other);
    expect(await changed()).toEqual(['update']);
    await workspace.apply();
    expect(readFileSync(path()).equals(image())).toBe(true);
    rmSync(path());
    expect(await changed()).toEqual(['create']);
    await workspace.apply();
    expect(readFileSync(path()).equals(image())).toBe(true);
    await workspace.destroy();
  });

  it('takes over its own seed after a run that was cut off, and refuses a volume that is none', async () => {
    inPool({ seed: seed() });
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    writeFileSync(path(), 'precious');
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain('A volume of this name exists');
    expect(readFileSync(path(), 'utf8')).toBe('precious');
  });

  it('is imported by its path, with an empty plan afterwards', async () => {
    inPool({ seed: seed() });
    await workspace.apply();
    await workspace.terraform('state', 'rm', 'libvirt_cloudinit_disk.seed');
    expect(await workspace.terraform('import', 'libvirt_cloudinit_disk.seed', path())).toMatchObject({ status: 0 });
    expect(await changed()).toEqual(['no-op']);
    await workspace.destroy();
  });

  it('shows its secret in no output, not even in the most talkative log', async () => {
    inPool({ seed: seed() });
    process.env['TF_LOG'] = 'TRACE';
    const { status, output } = await workspace.tryApply();
    delete process.env['TF_LOG'];
    expect(status).toBe(0);
    expect(output).toContain('terraform-provider-libvirt');
    expect(output).not.toContain(SECRET);
    expect(await volumesOf(connection, await connection.storagePoolLookupByName(poolName))).toEqual(['seed.iso']);
    await workspace.destroy();
  });
});

describe('libvirt_cloudinit_disk without a pool', () => {
  const folder = () => join(dataHome(), 'labcloud', 'seeds');

  it('is a file for its owner alone, not in the temporary directory and not shared with an equal one, and leaves nothing', async () => {
    workspace.configure({ libvirt_cloudinit_disk: { seed: seed(), twin: seed() } });
    await workspace.apply();
    const files = readdirSync(folder());
    expect(files).toHaveLength(2);
    for (const file of files) {
      expect(file).toMatch(/^seed\.iso-[0-9a-f]{12}\.iso$/);
      expect(readFileSync(join(folder(), file)).equals(image())).toBe(true);
      expect(modeOf(join(folder(), file))).toBe('600');
    }
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(readdirSync(folder())).toEqual([]);
  });

  it('is written anew at its place when it is changed, and made anew when it is gone', async () => {
    workspace.configure({ libvirt_cloudinit_disk: { seed: seed() } });
    await workspace.apply();
    const { path } = workspace.attributes('libvirt_cloudinit_disk.seed') as { path: string };
    writeFileSync(path, 'other');
    expect(await changed()).toEqual(['update']);
    await workspace.apply();
    expect(readFileSync(path).equals(image())).toBe(true);
    rmSync(path);
    expect(await changed()).toEqual(['create']);
    await workspace.apply();
    expect(readdirSync(folder())).toHaveLength(1);
    await workspace.destroy();
  });

  it('is readable by blkid as what cloud-init looks for', async () => {
    workspace.configure({ libvirt_cloudinit_disk: { seed: seed() } });
    await workspace.apply();
    const { path } = workspace.attributes('libvirt_cloudinit_disk.seed') as { path: string };
    expect(execFileSync('blkid', ['-p', '-o', 'export', path]).toString()).toMatch(/^LABEL=cidata$/m);
    await workspace.destroy();
  });
});

describe('a libvirt_cloudinit_disk with a wrong name', () => {
  it('is refused by the plan', async () => {
    const names = ['', '../x', 'a b', '.hidden'];
    workspace.configure({ libvirt_cloudinit_disk: Object.fromEntries(names.map((name, index) => [`seed${index}`, seed({ name })])) });
    const said = await workspace.plan().catch((error: Error) => error.message);
    for (const name of names) expect(said).toContain(`must be at most 128 letters, digits, '.', '_' and '-', got ${JSON.stringify(name)}`);
  });
});

describe('libvirt_cloudinit_disk with write-only user-data', () => {
  const path = () => join(directory, 'pool', 'seed.iso');
  const stored = () => readSeed(readFileSync(path()));
  const secretSeed = (version: string, more: object = {}) =>
    inPool({ seed: { name: 'seed.iso', user_data_wo: userData, user_data_wo_version: version, meta_data: metaData, ...more } });

  test('writes it into the seed and nowhere else, and plans nothing afterwards', async () => {
    secretSeed('1');
    await workspace.apply();
    expect(stored()).toMatchObject({ userData, metaData });
    expect(isEmpty(await workspace.plan())).toBe(true);
    const kept = ['terraform.tfstate', 'plan'].map((name) => readFileSync(join(workspace.directory, name)));
    expect(kept.some((bytes) => bytes.includes(SECRET))).toBe(false);
    expect((await workspace.terraform('show', '-json')).output).not.toContain(SECRET);
  });

  test('writes a new one when its version changes, and only then', async () => {
    secretSeed('1');
    await workspace.apply();
    secretSeed('1', { user_data_wo: '#cloud-config\n# other\n' });
    expect(isEmpty(await workspace.plan())).toBe(true);
    secretSeed('2', { user_data_wo: '#cloud-config\n# other\n' });
    expect(await changed()).toEqual(['update']);
    await workspace.apply();
    expect(stored()?.userData).toContain('# other');
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  test('notices that the rest of the seed was changed by hand', async () => {
    secretSeed('1');
    await workspace.apply();
    writeFileSync(path(), seedImage({ userData, metaData: 'instance-id: two\n', secret: true }));
    expect(await changed()).toEqual(['update']);
    await workspace.apply();
    expect(stored()).toMatchObject({ userData, metaData });
  });

  test('imports without taking the secret into the state, and plans nothing', async () => {
    secretSeed('1');
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    await workspace.terraform('import', 'libvirt_pool.pool', poolName);
    expect((await workspace.terraform('import', 'libvirt_cloudinit_disk.seed', path())).status).toBe(0);
    expect(readFileSync(join(workspace.directory, 'terraform.tfstate'), 'utf8')).not.toContain(SECRET);
    expect(await changed()).toEqual(['no-op']);
  });

  test.each([
    ['both', { user_data: userData, user_data_wo: userData }, 'a seed has one user-data'],
    ['neither', {}, 'Set `user_data`, or `user_data_wo`'],
  ])('refuses %s', async (_title, given, message) => {
    inPool({ seed: { name: 'seed.iso', meta_data: metaData, ...given } });
    const { status, output } = await workspace.terraform('validate');
    expect(status).toBe(1);
    expect(output.replace(/\s*│\s*/g, ' ')).toContain(message);
  });
});
