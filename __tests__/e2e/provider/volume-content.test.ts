import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { DaemonProxy } from './daemon-proxy';
import { isEmpty, Workspace } from './harness';
import { ImageServer } from './image-server';
import { sweepPools, volumesOf } from './pools';
import { processesIn } from './processes';

const PREFIX = 'labtest-content-';
const poolName = `${PREFIX}pool`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7d01';
const MIB = 2 ** 20;
/** Data, a hole and data again. */
const image = Buffer.concat([randomBytes(3 * MIB), Buffer.alloc(10 * MIB), randomBytes(3 * MIB)]);
const digest = `sha512:${createHash('sha512').update(image).digest('hex')}`;
const otherDigest = `sha256:${'0'.repeat(64)}`;

let connection: Connection;
let workspace: Workspace;
let server: ImageServer;
let directory: string;

function configure(content: object | null, more: object = {}, uri?: string): void {
  const pool = { name: poolName, uuid, type: 'dir', target: { path: join(directory, 'pool') } };
  const disk = { name: 'disk', pool: '${libvirt_pool.pool.name}', create: { content }, ...more };
  workspace.configure({ libvirt_pool: { pool }, ...(content && { libvirt_volume: { disk } }) }, uri);
}

const pathOf = (name: string) => join(directory, 'pool', name);
const volumes = async () => volumesOf(connection, await connection.storagePoolLookupByName(poolName));
const oneLine = (text: string) => text.replace(/\s+/g, ' ');

async function refused(): Promise<string> {
  const { status, output } = await workspace.tryApply();
  expect(status).toBe(1);
  expect(await volumes()).toEqual([]);
  return oneLine(output);
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  server = await ImageServer.start(image);
  workspace = await Workspace.create();
  mkdirSync(join(workspace.directory, 'assets'));
  writeFileSync(join(workspace.directory, 'assets', 'image'), image);
  execFileSync('qemu-img', [
    'convert',
    '-O',
    'qcow2',
    join(workspace.directory, 'assets', 'image'),
    join(workspace.directory, 'assets', 'image.qcow2'),
  ]);
});

beforeEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(join(workspace.directory, 'terraform.tfstate'), { force: true });
  server.atHalf = () => Promise.resolve();
  workspace.launches = false;
  directory = mkdtempSync(join(tmpdir(), 'labtest-content-'));
});

afterEach(async () => {
  await sweepPools(connection, PREFIX);
  rmSync(directory, { recursive: true, force: true });
});

afterAll(async () => {
  await server.stop();
  await workspace.remove();
  await connection.close();
});

describe('the content of a volume: sparse, verified, resumed and decompressed, where the published provider sends the whole body unchecked', () => {
  it.each([
    ['a path relative to the working directory', () => 'assets/image'],
    ['an http: address', () => server.url('/image')],
    ['an http: address that redirects', () => server.url('/moved')],
  ])('comes from %s, byte for byte and with its holes', async (_case, url) => {
    configure({ url: url(), digest });
    await workspace.apply();
    expect(readFileSync(pathOf('disk')).equals(image)).toBe(true);
    expect(statSync(pathOf('disk')).blocks * 512).toBeLessThan(8 * MIB);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(join(directory, 'pool'))).toBe(false);
  });

  it('that is qcow2 gives the volume its format and size, and grows to the capacity', async () => {
    configure({ url: 'assets/image.qcow2' });
    await workspace.apply();
    expect(workspace.attributes('libvirt_volume.disk')).toMatchObject({ capacity: image.length });
    expect(isEmpty(await workspace.plan())).toBe(true);
    const bigger = { capacity: 1, capacity_unit: 'GiB', target: { format: { type: 'qcow2' } } };
    configure({ url: 'assets/image.qcow2' }, bigger);
    await workspace.apply();
    rmSync(join(workspace.directory, 'terraform.tfstate'));
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    const info = execFileSync('qemu-img', ['info', '--output=json', pathOf('disk')]).toString();
    expect(JSON.parse(info)).toMatchObject({ format: 'qcow2', 'virtual-size': 2 ** 30 });
    execFileSync('qemu-img', ['compare', '-q', '-U', pathOf('disk'), join(workspace.directory, 'assets', 'image')]);
  });

  it.each([
    ['gzip', 'gz', ['gzip', '-1']],
    ['xz', 'xz', ['xz', '-1']],
    ['zstd', 'zst', ['zstd', '-3']],
  ] as const)(
    'that is compressed by %s comes decompressed, under the digest of what is published',
    async (_name, suffix, [program, level]) => {
      const url = `assets/image.${suffix}`;
      const compressed = execFileSync(program, [level, '-c'], { input: image, maxBuffer: 64 * MIB });
      writeFileSync(join(workspace.directory, url), compressed);
      configure({ url, digest: `sha256:${createHash('sha256').update(compressed).digest('hex')}` });
      await workspace.apply();
      expect(readFileSync(pathOf('disk')).equals(image)).toBe(true);
      expect(workspace.attributes('libvirt_volume.disk')).toMatchObject({ capacity: image.length });
      expect(isEmpty(await workspace.plan())).toBe(true);
    },
  );

  it('that is a compressed qcow2 image gives the volume its format and size, and is refused where it does not fit', async () => {
    const path = join(workspace.directory, 'assets', 'image.qcow2');
    writeFileSync(`${path}.gz`, execFileSync('gzip', ['-1', '-c', path], { maxBuffer: 64 * MIB }));
    configure({ url: 'assets/image.qcow2.gz' }, { capacity: 64, capacity_unit: 'MiB' });
    await workspace.apply();
    const info = JSON.parse(execFileSync('qemu-img', ['info', '--output=json', pathOf('disk')]).toString()) as object;
    expect(info).toMatchObject({ format: 'qcow2', 'virtual-size': 64 * MIB });
    execFileSync('qemu-img', ['compare', '-q', pathOf('disk'), join(workspace.directory, 'assets', 'image')]);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    writeFileSync(
      join(workspace.directory, 'assets', 'image.gz'),
      execFileSync('gzip', ['-1', '-c'], { input: image, maxBuffer: 64 * MIB }),
    );
    configure({ url: 'assets/image.gz' }, { capacity: 1, capacity_unit: 'MiB' });
    expect(await refused()).toMatch(/has 16 MiB, and 'capacity' says 1 MiB/);
  });

  it('goes on where a connection to its server broke off', async () => {
    configure({ url: server.url('/broken'), digest });
    await workspace.apply();
    expect(readFileSync(pathOf('disk')).equals(image)).toBe(true);
    expect([server.asked[0], server.asked.length]).toEqual([0, 2]);
  });

  it('is uploaded anew when the connection to the daemon breaks, and given up when that goes on', async () => {
    const proxy = await DaemonProxy.start(join(directory, 'socket'), 2 * MIB);
    const uri = `qemu+unix:///system?socket=${proxy.path}`;
    try {
      proxy.cuts = 2;
      configure({ url: 'assets/image', digest }, {}, uri);
      await workspace.apply();
      expect([proxy.cuts, readFileSync(pathOf('disk')).equals(image)]).toEqual([0, true]);
      await workspace.destroy();
      proxy.cuts = 3;
      expect(await refused()).toContain('lost the connection to libvirt');
    } finally {
      await proxy.stop();
    }
  });

  it('that is another makes a new volume, and the plan says that data is lost', async () => {
    configure({ url: 'assets/image', digest });
    await workspace.apply();
    configure({ url: server.url('/image'), digest });
    const { changes, warnings } = await workspace.plan();
    expect(changes.find(({ address }) => address === 'libvirt_volume.disk')?.actions).toEqual(['delete', 'create']);
    expect(warnings).toContainEqual(expect.objectContaining({ summary: 'Data loss: data is destroyed' }));
  });

  it('with another digest leaves nothing and names address, both digests and the remedy', async () => {
    configure({ url: server.url('/image'), digest: otherDigest });
    const said = await refused();
    for (const part of [server.url('/image'), otherDigest, createHash('sha256').update(image).digest('hex'), 'write its digest'])
      expect(said).toContain(part);
  });

  it('that breaks off leaves nothing and says how far it came', async () => {
    configure({ url: server.url('/cut'), digest });
    expect(await refused()).toMatch(/ended after \d+ of 16777216 bytes.*apply again/);
  });

  it.each([
    ['is missing', () => ({ url: 'assets/none' }), {}, 'assets/none: there is no such file'],
    ['is not found', () => ({ url: server.url('/none') }), {}, 'the server answered 404'],
    [
      'has another format',
      () => ({ url: 'assets/image' }),
      { target: { format: { type: 'qcow2' } } },
      "assets/image is raw, and 'target.format.type' says qcow2",
    ],
    [
      'is larger than the capacity',
      () => ({ url: 'assets/image' }),
      { capacity: 1, capacity_unit: 'MiB' },
      "assets/image has 16 MiB, and 'capacity' says 1 MiB",
    ],
  ])('that %s is refused and leaves nothing', async (_case, content, more, problem) => {
    configure(content(), more);
    expect(await refused()).toContain(problem);
  });

  it('that stands on a file of the host is refused', async () => {
    const path = join(workspace.directory, 'assets', 'overlay.qcow2');
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', '-b', '/etc/hostname', '-F', 'raw', path]);
    configure({ url: 'assets/overlay.qcow2' });
    expect(await refused()).toContain("an overlay of '/etc/hostname'");
  });

  it('is uploaded anew after the provider was killed in the middle', async () => {
    workspace.launches = true;
    configure({ url: server.url('/slow'), digest });
    const killed = new Promise<void>((resolve) => {
      server.atHalf = async () => {
        await appears(pathOf('disk'));
        for (const pid of processesIn(workspace.directory, 'terraform-provider-libvirt')) process.kill(pid, 'SIGKILL');
        resolve();
      };
    });
    const { status } = await workspace.tryApply();
    await killed;
    expect(status).toBe(1);
    expect(await volumes()).toEqual(['disk']);
    server.atHalf = () => Promise.resolve();
    await workspace.apply();
    expect(readFileSync(pathOf('disk')).equals(image)).toBe(true);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
    expect(existsSync(join(directory, 'pool'))).toBe(false);
  });

  it('is there once more when the volume is made anew before the old one of its name is deleted', async () => {
    configure({ url: 'assets/image', digest }, { lifecycle: { create_before_destroy: true } });
    await workspace.apply();
    expect(await workspace.terraform('taint', 'libvirt_volume.disk')).toMatchObject({ status: 0 });
    await workspace.apply();
    expect(readFileSync(pathOf('disk')).equals(image)).toBe(true);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('leaves nothing when Terraform is interrupted in the middle', async () => {
    workspace.launches = true;
    configure({ url: server.url('/slow'), digest });
    let goOn: () => void = () => undefined;
    server.atHalf = async () => {
      await appears(pathOf('disk'));
      for (const pid of processesIn(workspace.directory, 'apply')) process.kill(pid, 'SIGINT');
      await new Promise<void>((resolve) => (goOn = resolve));
    };
    const said = await refused();
    goOn();
    expect(said).toContain('Upload cancelled');
  });
});

describe('a pool without room', () => {
  let small: string;
  beforeEach(() => {
    small = join(directory, 'pool');
    mkdirSync(small);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=5m', 'tmpfs', small]);
  });
  afterEach(async () => {
    await sweepPools(connection, PREFIX);
    execFileSync('umount', [small]);
  });

  it('is noticed before the upload', async () => {
    configure({ url: 'assets/image' });
    expect(await refused()).toMatch(
      /No space left in the pool.*assets\/image takes \d+ MiB and the pool .* has \d+ MiB left.*another file system/,
    );
  });

  it('is noticed in the middle of an upload of unknown extent, which leaves nothing', async () => {
    configure({ url: server.url('/slow'), digest });
    server.atHalf = () => Promise.resolve(writeFileSync(join(small, 'filler'), Buffer.alloc(4 * MIB)));
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain('No space left in the pool');
    expect(existsSync(pathOf('disk'))).toBe(false);
  });
});

async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 20));
}
