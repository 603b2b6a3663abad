import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, StorageXMLFlags } from '@labcloud/libvirt-client';
import { LabApp, LabStack, libvirt, Size, SshKey } from '../../../constructs';
import { connectHost } from '../../../packages/cli/src/lab/lab-host';
import { takeInventory } from '../../../packages/cli/src/lab/inventory';
import { readManifest } from '../../../packages/cli/src/project/manifest';
import { Project } from '../../../packages/cli/src/project/project';
import { Hypervisor } from '../../support/hypervisor';
import { needs } from '../../support/needs';
import { sshServer } from '../../support/ssh-server';

jest.setTimeout(300_000);

const LAB = 'labtest-two';
const LABCLOUD = join(__dirname, '../../../packages/cli/bin/labcloud.js');
const POOL = '/var/lib/libvirt/images/lab';
const KEY = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');
// mov dx,0x3f8; next: sti; hlt; mov al,'L'; out dx,al; jmp next
const CODE = Buffer.from('baf803fbf4b04ceeebf9', 'hex');
/** A system that says an L on its serial port with each tick of its clock. */
const BOOT_SECTOR = Buffer.concat([CODE, Buffer.alloc(500), Buffer.from('55aa', 'hex')]);
/** Where QEMU, which is not root there, may write. */
const LOGS = '/var/tmp/labtest-two';

const ssh = sshServer();
const PLACES = [
  { id: 'Kvm1', subnet: 242, lan: '10.254.231.0/24', machine: 'Web' },
  { id: 'Kvm2', subnet: 243, lan: '10.254.232.0/24', machine: 'Db' },
] as const;

needs(ssh, 'an SSH server').describe('two hosts behind ssh in one stack', () => {
  let directory: string;
  let hosts: Hypervisor[];

  /** The app, as a project's main.ts would have it. */
  function synth(): void {
    const app = new LabApp({ id: LAB, projectDir: directory, outdir: join(directory, 'cdktf.out') });
    const stack = new LabStack(app, 'lab');
    PLACES.forEach(({ id, lan, machine }, index) => {
      const uri = `qemu+ssh://ops@${hosts[index]?.address ?? ''}/system?keyfile=keys/key${index}`;
      const host = new libvirt.Host(stack, id, { uri, accelerator: 'qemu' });
      const pool = new libvirt.StoragePool(host, 'Pool', { path: POOL });
      const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat(lan) });
      new libvirt.VirtualMachine(host, machine, {
        pool,
        network,
        image: libvirt.CloudImage.fromFile('system.img', { format: 'raw' }),
        cloudInit: libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] }),
        memory: Size.mebibytes(256),
        disk: Size.gibibytes(2),
        serialLog: `${LOGS}/${machine}.log`,
      });
    });
    app.synth();
  }

  function terraform(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('terraform', [...args, '-no-color', '-input=false'], {
      cwd: join(directory, 'cdktf.out/stacks/lab'),
      encoding: 'utf8',
      env: { ...process.env, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: '/dev/null' },
    });
    if (status !== 0) throw new Error(stdout + stderr);
    return stdout;
  }

  function labcloud(...args: string[]): { status: number | null; stdout: string; stderr: string } {
    return spawnSync(process.execPath, [LABCLOUD, ...args], { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  /** The names of everything that a host has. */
  async function everythingOn(uri: string): Promise<Record<string, string[]>> {
    const connection = await Connection.open(uri);
    const names = (objects: { name: string }[]): string[] => objects.map(({ name }) => name).filter((name) => name.startsWith(LAB));
    try {
      return {
        machines: names(await connection.connectListAllDomains()),
        networks: names(await connection.connectListAllNetworks()),
        pools: names(await connection.connectListAllStoragePools()),
      };
    } finally {
      await connection.close();
    }
  }

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), `${LAB}-`));
    mkdirSync(join(directory, 'keys'));
    mkdirSync(LOGS);
    chmodSync(LOGS, 0o777);
    writeFileSync(join(directory, 'cdktf.json'), '{"app":"true"}');
    writeFileSync(join(directory, 'system.img'), Buffer.concat([BOOT_SECTOR, Buffer.alloc(1 << 20)]));
    hosts = await Promise.all(PLACES.map(({ id, subnet }) => Hypervisor.start({ name: `labtest-${id.toLowerCase()}`, subnet, ssh })));
    hosts.forEach(({ key }, index) => writeFileSync(join(directory, `keys/key${index}`), readFileSync(key), { mode: 0o600 }));
  });

  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    [directory, LOGS].forEach((folder) => rmSync(folder, { recursive: true, force: true }));
  });

  it('gets pools, networks and machines on both, and nothing on this machine', async () => {
    synth();
    terraform('init');
    terraform('apply', '-auto-approve');
    const found = await Promise.all(hosts.map((host) => everythingOn(host.uri('root'))));
    expect(found).toEqual(
      PLACES.map(({ machine }) => ({
        machines: [`${LAB}-${machine.toLowerCase()}`],
        networks: [`${LAB}-lan`],
        pools: [`${LAB}-pool`],
      })),
    );
    expect(Object.values(await everythingOn('qemu:///system')).flat()).toEqual([]);
    expect(terraform('plan')).toContain('No changes.');
  });

  it("uploads the project's image to where each machine is", async () => {
    for (const host of hosts) {
      const connection = await Connection.open(host.uri('root'));
      const pool = await connection.storagePoolLookupByName(`${LAB}-pool`);
      const volumes = await connection.storagePoolListAllVolumes(pool);
      await connection.close();
      const image = volumes.find(({ name }) => name.includes('system'));
      expect(host.run('sh', '-c', `head -c 4 '${image?.key ?? ''}' | od -An -tx1`).trim()).toBe('ba f8 03 fb');
    }
  });

  it('notes the keys of both in a file of the lab that only its owner reads', () => {
    const file = join(directory, '.labcloud/known_hosts');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const known = hosts.map(({ address }) => execFileSync('ssh-keygen', ['-F', address, '-f', file], { encoding: 'utf8' }));
    expect(known.every((lines) => lines.includes('ssh-ed25519'))).toBe(true);
  });

  it('lets the command see the machines of both', async () => {
    const manifest = readManifest(new Project(directory));
    const { machines } = await takeInventory(LAB, manifest);
    expect(machines.map(({ name, ready }) => ({ name, ready }))).toEqual([
      { name: 'db', ready: false },
      { name: 'web', ready: false },
    ]);
  });

  it('lets the command read what a machine says', async () => {
    expect(labcloud('logs', 'web')).toMatchObject({ status: 0, stdout: expect.stringMatching(/LLLLLLLL$/) });
    for (const host of hosts) {
      const connection = await Connection.open(host.uri('root'));
      const pools = await connection.connectListAllStoragePools();
      await connection.close();
      expect(pools.map(({ name }) => name)).toEqual([`${LAB}-pool`]);
    }
  });

  it('changes one machine and leaves the others alone', async () => {
    const [first] = hosts as [Hypervisor];
    const connection = await Connection.open(first.uri('root'));
    const before = await connection.domainLookupByName(`${LAB}-web`);
    const pool = await connection.storagePoolLookupByName(`${LAB}-pool`);
    expect(await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE)).toContain(POOL);
    await connection.domainDestroyFlags(before);
    expect(terraform('apply', '-auto-approve')).toContain('0 added, 1 changed, 0 destroyed');
    expect((await connection.domainLookupByName(`${LAB}-web`)).id).toBeGreaterThan(before.id);
    await connection.close();
  });

  it('says which host does not answer, and goes on when it does', async () => {
    const [, second] = hosts as [Hypervisor, Hypervisor];
    await second.killDaemon();
    expect(() => terraform('plan')).toThrow(/qemu\+ssh:\/\/ops@10\.254\.243\.2[^]*cannot reach ops@10\.254\.243\.2 through ssh/);
    const [, uri = ''] = readManifest(new Project(directory))?.stacks[0]?.hosts.map((host) => host.uri) ?? [];
    await expect(connectHost(uri)).rejects.toThrow('cannot reach ops@10.254.243.2 through ssh');
    const { machines, unreachable } = await takeInventory(LAB, readManifest(new Project(directory)));
    expect(machines.map(({ name }) => name)).toEqual(['db', 'web']);
    expect(unreachable).toEqual([{ host: uri, reason: expect.stringContaining('cannot reach ops@10.254.243.2 through ssh') }]);
    await second.startDaemon();
    expect(terraform('plan')).toContain('No changes.');
  });

  it('leaves nothing on either when it is destroyed', async () => {
    terraform('destroy', '-auto-approve');
    const found = await Promise.all(hosts.map((host) => everythingOn(host.uri('root'))));
    expect(found.flatMap(Object.values).flat()).toEqual([]);
    expect(hosts.map((host) => host.run('sh', '-c', `ls ${POOL} 2>/dev/null || true`))).toEqual(['', '']);
  });
});
