import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweepPools } from './pools';

const PREFIX = 'labtest-luks-';
const POOL = `${PREFIX}pool`;
const MACHINE = `${PREFIX}machine`;
const KEY = '7a0e6a55-7a7e-5dd3-9a53-3a1f5a1b0c01';
const PASSPHRASE = 'correct horse "battery" ${staple}';
const CANARY = 'canary-that-nobody-may-read';

let connection: Connection;
let workspace: Workspace;
let directory: string;

const disk = (): string => join(directory, 'pool', 'data.qcow2');
const escaped = (text: string): string => text.replaceAll('${', () => '$${');

function configure({ passphrase = PASSPHRASE, version = '1', capacity = 16, running = true, more = {} } = {}): void {
  workspace.configure({
    libvirt_pool: { pool: { name: POOL, type: 'dir', target: { path: join(directory, 'pool') } } },
    libvirt_secret: {
      key: {
        uuid: KEY,
        description: 'of a test',
        usage: { type: 'volume', volume: disk() },
        value_wo: escaped(passphrase),
        value_wo_version: version,
      },
    },
    libvirt_volume: {
      data: {
        name: 'data.qcow2',
        pool: '${libvirt_pool.pool.name}',
        capacity,
        capacity_unit: 'MiB',
        target: {
          format: { type: 'qcow2' },
          encryption: { format: 'luks', secret: { type: 'passphrase', uuid: '${libvirt_secret.key.uuid}' } },
        },
        ...more,
      },
    },
    libvirt_domain: {
      machine: {
        name: MACHINE,
        type: 'qemu',
        memory: 64,
        memory_unit: 'MiB',
        os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
        running,
        update: { shutdown: { timeout: 0 } },
        devices: {
          disks: [
            {
              driver: { name: 'qemu', type: 'qcow2' },
              source: { volume: { pool: POOL, volume: '${libvirt_volume.data.name}' } },
              target: { dev: 'vda', bus: 'virtio' },
              encryption: { format: 'luks', secrets: [{ type: 'passphrase', uuid: '${libvirt_secret.key.uuid}' }] },
            },
          ],
        },
      },
    },
  });
}

/** Reads or writes the disk as QEMU does, with the key or without it. */
function qemuIo(command: string, key?: string): string {
  const image = { driver: 'qcow2', file: { driver: 'file', filename: disk() } };
  const opened = key === undefined ? image : { ...image, encrypt: { format: 'luks', 'key-secret': 'key' } };
  const secret = key === undefined ? [] : ['--object', `secret,id=key,data=${key.replaceAll(',', ',,')}`];
  return execFileSync('qemu-io', [...secret, `json:${JSON.stringify(opened)}`, '-c', command], { encoding: 'utf8', stdio: 'pipe' });
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  workspace = await Workspace.create();
  directory = mkdtempSync(join(tmpdir(), 'labtest-luks-'));
  // QEMU runs as another user.
  chmodSync(directory, 0o711);
});

afterAll(async () => {
  try {
    await workspace.destroy();
  } finally {
    await sweepPools(connection, PREFIX);
    await workspace.remove();
    rmSync(directory, { recursive: true, force: true });
    await connection.close();
  }
});

describe('an encrypted volume', () => {
  test('serves a running machine, and plans nothing afterwards, not even when libvirt has looked at the pool anew', async () => {
    configure();
    await workspace.apply();
    await connection.storagePoolRefresh(await connection.storagePoolLookupByName(POOL));
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  test('has its passphrase in no state and no plan, and libvirt gives it to nobody', async () => {
    const files = ['terraform.tfstate', 'plan'].map((name) => readFileSync(join(workspace.directory, name)));
    expect(files.some((bytes) => bytes.includes('horse'))).toBe(false);
    await expect(connection.secretGetValue(await connection.secretLookupByUUID(KEY))).rejects.toThrow('secret is private');
  });

  test('grows while its machine runs', async () => {
    configure({ capacity: 32 });
    await workspace.apply();
    expect(await connection.domainGetBlockInfo(await connection.domainLookupByName(MACHINE), 'vda')).toMatchObject({
      capacity: 32 * 1024 * 1024,
    });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  test('cannot be read without its key', async () => {
    configure({ capacity: 32, running: false });
    await workspace.apply();
    const text = CANARY.padEnd(512, ' ');
    qemuIo(`write -P 0x63 0 ${text.length}`, PASSPHRASE);
    expect(qemuIo(`read -P 0x63 0 ${text.length}`, PASSPHRASE)).not.toContain('verification failed');
    expect(() => qemuIo('read 0 512')).toThrow(/encrypt/);
    expect(() => qemuIo('read 0 512', 'another key')).toThrow(/[Ii]nvalid password/);
    expect(readFileSync(disk()).includes(Buffer.alloc(512, 0x63))).toBe(false);
  });

  test('is not given another key in silence: the plan calls it a loss of data', async () => {
    configure({ passphrase: 'another', version: '2', capacity: 32, running: false });
    const { warnings, changes } = await workspace.plan();
    expect(warnings.map(({ summary }) => summary)).toContain('Data loss: data is destroyed');
    expect(changes.find(({ address }) => address === 'libvirt_secret.key')?.actions).toEqual(['delete', 'create']);
  });

  test('cannot be filled with content', async () => {
    configure({ more: { create: { content: { url: 'x.img' } } } });
    const { status, output } = await workspace.terraform('validate');
    expect(status).toBe(1);
    expect(output.replace(/\s*│\s*/g, ' ')).toContain("cannot be filled from 'create.content'");
    configure({ capacity: 32, running: false });
  });
});

test('a secret that was changed or removed by hand is put right', async () => {
  configure({ capacity: 32, running: false });
  await workspace.apply();
  const secret = await connection.secretLookupByUUID(KEY);
  await connection.secretDefineXML((await connection.secretGetXMLDesc(secret)).replace('of a test', 'of somebody'));
  expect((await workspace.plan()).changes.find(({ address }) => address === 'libvirt_secret.key')?.actions).toEqual(['update']);
  await connection.secretUndefine(secret);
  await workspace.apply();
  qemuIo('read -P 0x63 0 512', PASSPHRASE);
  expect(isEmpty(await workspace.plan())).toBe(true);
});
