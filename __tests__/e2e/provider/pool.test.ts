import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, StorageXMLFlags } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweepPools } from './pools';

const PREFIX = 'labtest-pool-';
const name = `${PREFIX}one`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7b01';

let connection: Connection;
let workspace: Workspace;
let directory: string;

function pool(path: string, more: object = {}): { libvirt_pool: { pool: object } } {
  const { target = {}, ...rest } = more as { target?: object };
  return { libvirt_pool: { pool: { name, uuid, type: 'dir', target: { path, ...target }, ...rest } } };
}

const find = () => connection.storagePoolLookupByUUID(uuid);
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
});

beforeEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(join(workspace.directory, 'terraform.tfstate'), { force: true });
  directory = mkdtempSync(join(tmpdir(), 'labtest-pool-'));
});

afterEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(directory, { recursive: true, force: true });
});

afterAll(async () => {
  await workspace.remove();
  await connection.close();
});

describe('libvirt_pool', () => {
  it('makes a missing directory, runs, plans nothing afterwards, and takes the empty directory with it', async () => {
    const path = join(directory, 'new', 'pool');
    workspace.configure(pool(path));
    await workspace.apply();
    expect(await connection.storagePoolIsActive(await find())).toBe(true);
    expect(await connection.storagePoolGetAutostart(await find())).toBe(true);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(path)).toBe(false);
    await expect(find()).rejects.toThrow();
  });

  it('keeps a directory that was there before, and its permissions, when destroy.delete says nothing', async () => {
    const path = join(directory, 'old');
    mkdirSync(path, { mode: 0o750 });
    workspace.configure(pool(path));
    await workspace.apply();
    expect(mode(path)).toBe('750');
    await workspace.destroy();
    expect(existsSync(path)).toBe(true);
  });

  it('keeps the directory that it made when something is in it', async () => {
    const path = join(directory, 'used');
    workspace.configure(pool(path));
    await workspace.apply();
    writeFileSync(join(path, 'precious'), 'x');
    await workspace.destroy();
    expect(existsSync(join(path, 'precious'))).toBe(true);
    await expect(find()).rejects.toThrow();
  });

  it('with destroy.delete removes an empty directory and refuses one with files, which stays a working pool', async () => {
    const path = join(directory, 'old');
    mkdirSync(path);
    workspace.configure(pool(path, { destroy: { delete: true } }));
    await workspace.apply();
    writeFileSync(join(path, 'precious'), 'x');
    await expect(workspace.destroy()).rejects.toThrow(/holds precious/);
    expect(await connection.storagePoolIsActive(await find())).toBe(true);
    rmSync(join(path, 'precious'));
    await workspace.destroy();
    expect(existsSync(path)).toBe(false);
  });

  it('is started again when it was stopped, and its volumes are not planned anew meanwhile', async () => {
    const volume = { volume: { name: 'disk', pool: '${libvirt_pool.pool.name}', capacity: 1, capacity_unit: 'MiB' } };
    workspace.configure({ ...pool(join(directory, 'p')), libvirt_volume: volume });
    await workspace.apply();
    await connection.storagePoolDestroy(await find());
    const { changes } = await workspace.plan();
    expect(changes.map(({ address, actions }) => [address, ...actions])).toEqual([
      ['libvirt_pool.pool', 'update'],
      ['libvirt_volume.volume', 'no-op'],
    ]);
    await workspace.apply();
    expect(await connection.storagePoolIsActive(await find())).toBe(true);
    await workspace.destroy();
    expect(existsSync(join(directory, 'p'))).toBe(false);
  });

  it('is updated in place in its permissions and autostart, and notices both when they drift', async () => {
    const path = join(directory, 'p');
    workspace.configure(pool(path, { create: { autostart: true }, target: { permissions: { mode: '0711' } } }));
    await workspace.apply();
    expect(mode(path)).toBe('711');
    workspace.configure(pool(path, { create: { autostart: false }, target: { permissions: { mode: '0755' } } }));
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(mode(path)).toBe('755');
    expect(await connection.storagePoolGetAutostart(await find())).toBe(false);
    await connection.storagePoolSetAutostart(await find(), true);
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(path)).toBe(false);
  });

  it('notices a definition that was edited while it runs, and puts it right', async () => {
    const path = join(directory, 'p');
    workspace.configure(pool(path, { target: { permissions: { mode: '0755' } } }));
    await workspace.apply();
    const definition = await connection.storagePoolGetXMLDesc(await find(), StorageXMLFlags.INACTIVE);
    await connection.storagePoolDefineXML(definition.replace('<mode>0755</mode>', '<mode>0711</mode>'));
    expect((await workspace.plan()).changes).toMatchObject([
      { actions: ['update'], before: { target: { permissions: { mode: '0711' } } }, after: { target: { permissions: { mode: '0755' } } } },
    ]);
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(await connection.storagePoolGetXMLDesc(await find(), StorageXMLFlags.INACTIVE)).toContain('<mode>0755</mode>');
    expect(mode(path)).toBe('755');
  });

  it('finds the pool again that a run made which was cut off, and still knows that it made the directory', async () => {
    const path = join(directory, 'p');
    workspace.configure(pool(path));
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(path)).toBe(false);
  });

  it('is imported by its name with an empty plan afterwards', async () => {
    workspace.configure(pool(join(directory, 'p')));
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    expect(await workspace.terraform('import', 'libvirt_pool.pool', name)).toMatchObject({ status: 0 });
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
  });

  it('refuses the name of a pool that is not of this stack', async () => {
    workspace.configure(pool(join(directory, 'p')));
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    workspace.configure({ libvirt_pool: { pool: { name, type: 'dir', target: { path: join(directory, 'q') } } } });
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, ' ')).toContain(`The host has a pool '${name}' with the UUID ${uuid}`);
    expect(await connection.storagePoolIsActive(await find())).toBe(true);
  });

  it('is not held up by the probe that a run which was killed left in it', async () => {
    const path = join(directory, 'probed');
    mkdirSync(path);
    writeFileSync(join(path, `.labcloud-${uuid}`), '');
    workspace.configure(pool(path));
    await workspace.apply();
    expect(readdirSync(path)).toEqual([]);
    await workspace.destroy();
  });

  it.each([
    ['below a file', () => join(directory, 'file', 'pool')],
    ['where nothing can be made', () => '/proc/labtest-pool'],
    ['where nothing can be written', () => '/proc/sys'],
  ])('refuses a path %s with the remedy, and leaves no pool', async (_case, path) => {
    writeFileSync(join(directory, 'file'), '');
    workspace.configure(pool(path()));
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain('A pool path that cannot be used');
    expect(output.replace(/\s+/g, ' ')).toContain(`${path()}: `);
    expect(output.replace(/\s+/g, ' ')).toContain('such as /var/lib/labcloud/NAME');
    await expect(find()).rejects.toThrow();
  });

  const wrong: [object, string][] = [
    [{ target: { path: 'relative' } }, 'must be an absolute path'],
    [{ type: 'zfs' }, 'must be one of dir'],
    [{ target: { path: '/x', permissions: { owner: 'root' } } }, 'libvirt takes no names here'],
    [{ target: { path: '/x', permissions: { mode: 'rwx' } } }, 'must be an octal mode'],
    [{ target: {} }, "'target.path' is missing"],
  ];

  it('is refused by the plan when it is wrong, and all that is wrong is said', async () => {
    const pools = wrong.map(([more], index) => [`wrong${index}`, { name, uuid, type: 'dir', target: { path: '/x' }, ...more }]);
    workspace.configure({ libvirt_pool: Object.fromEntries(pools) });
    const said = await workspace.plan().catch((error: Error) => error.message);
    for (const [, problem] of wrong) expect(said).toContain(problem);
  });
});
