import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { ProjectCopy } from '../../support/project-copy';

// Beside a running lab: an id and a subnet of its own.
const LAB = 'e2e-hw';
const SERIAL = `/var/log/libvirt/qemu/${LAB}-serial.log`;

const program = (folder: string): string => `
import { LabApp, LabStack, libvirt, Size, SshKey } from './constructs';

const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Workstation');
new libvirt.VirtualMachine(host, 'Box', {
  image: libvirt.CloudImage.DEBIAN_12,
  pool: new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.131.0/24') }),
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] })
    .addPackages('nginx-light')
    .addCommand('mkdir -p /srv/docs && mount -t virtiofs docs /srv/docs'),
  cpus: 2,
  cpuTopology: { sockets: 1, cores: 2 },
  memory: Size.gibibytes(1),
  firmware: libvirt.Firmware.uefi({ secureBoot: true }),
  tpm: libvirt.Tpm.V2_0,
  watchdog: 'reset',
  graphics: libvirt.Graphics.vnc(),
  sharedFolders: [libvirt.SharedFolder.of('${folder}', 'docs')],
  serialLog: '${SERIAL}',
});
app.synth();
`;

let project: ProjectCopy;
let folder: string;
let connection: Connection;

function succeed(command: string): string {
  const { status, stdout, stderr } = project.run(command);
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Runs a command in the guest. */
function inside(command: string): string {
  return succeed(`ssh -F .labcloud/ssh/config -o BatchMode=yes box '${command}'`).trim();
}

async function xml(): Promise<string> {
  return connection.domainGetXMLDesc(await connection.domainLookupByName(`${LAB}-box`));
}

/** The first words of whoever listens. */
function greeting(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').once('error', reject);
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString('latin1'));
    });
  });
}

beforeAll(async () => {
  rmSync(SERIAL, { force: true });
  // The server of the folder runs as root, so a folder of this user's own will do.
  folder = mkdtempSync(join(tmpdir(), 'labcloud-docs-'));
  writeFileSync(join(folder, 'from-host.txt'), 'Hello from the host');
  connection = await Connection.open('qemu:///system');
  project = new ProjectCopy('labcloud-hardware');
  writeFileSync(join(project.directory, 'main.ts'), program(folder));
  succeed('npx labcloud up');
}, 600_000);

afterAll(async () => {
  try {
    succeed('npx labcloud destroy --yes');
  } finally {
    await connection.close();
    project.remove();
    rmSync(folder, { recursive: true, force: true });
    rmSync(SERIAL, { force: true });
  }
}, 120_000);

describe('a Debian guest with all that a machine can have', () => {
  test('was started by UEFI, which lets only signed systems pass', () => {
    expect(inside('test -d /sys/firmware/efi && echo UEFI')).toBe('UEFI');
    expect(inside('sudo dmesg | grep -io "secure boot enabled" | head -1')).toBe('Secure boot enabled');
    expect(readFileSync(SERIAL, 'latin1')).toContain('BdsDxe: starting');
  }, 60_000);

  test('has a TPM of version 2', () => {
    expect(inside('test -c /dev/tpm0 && cat /sys/class/tpm/tpm0/tpm_version_major')).toBe('2');
  }, 60_000);

  test('sees the folder of the host, and the host what the guest writes', () => {
    expect(inside('sudo cat /srv/docs/from-host.txt')).toBe('Hello from the host');
    inside('echo Hello from the guest | sudo tee /srv/docs/from-guest.txt');
    expect(readFileSync(join(folder, 'from-guest.txt'), 'utf8')).toBe('Hello from the guest\n');
  }, 60_000);

  test('has its processors in one socket', () => {
    expect(inside('cat /sys/devices/system/cpu/cpu0/topology/package_cpus_list')).toBe('0-1');
  }, 60_000);

  test('has a source of randomness, and a watchdog on its bus', () => {
    expect(inside('cat /sys/class/misc/hw_random/rng_current')).toMatch(/^virtio/);
    expect(inside('cat /sys/bus/pci/devices/*/device')).toContain('0x25ab');
  }, 60_000);

  test('shows its screen on loopback and nowhere else', async () => {
    const [, port = ''] = /<graphics type='vnc' port='(\d+)'/.exec(await xml()) ?? [];
    await expect(greeting(Number(port))).resolves.toMatch(/^RFB 003/);
    expect(project.run(`ss -Htln sport = :${port}`).stdout.trim().split(/\s+/)[3]).toBe(`127.0.0.1:${port}`);
  });

  test('writes its console to a file of the host', () => {
    expect(readFileSync(SERIAL, 'latin1')).toMatch(/Cloud-init.* finished|cloud-init-stages/);
  });

  test('plans nothing more, and leaves nothing but its log and the folder', async () => {
    expect(project.run('npx labcloud plan').status).toBe(0);
    const [, variables = ''] = /<nvram[^>]*>([^<]+)</.exec(await xml()) ?? [];
    expect(existsSync(variables)).toBe(true);
    succeed('npx labcloud destroy --yes');
    expect(existsSync(variables)).toBe(false);
    expect(existsSync(join(folder, 'from-guest.txt'))).toBe(true);
  }, 120_000);
});
