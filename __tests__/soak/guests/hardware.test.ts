import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { ProjectCopy } from '../../support/project-copy';

// Beside a running lab: an id and a subnet of its own.
const LAB = 'e2e-hw';
const SERIAL = `/var/log/libvirt/qemu/${LAB}-serial.log`;

// What `openssl passwd -6 -salt abcdefgh 'a test'` says.
const HASH = '$6$abcdefgh$cqOs1BEbOavDdPLorP1Cq1InzcznE6Mz921SICO1vQlCtWCkqvDiXSMGpz4iW9x5weOQ7/UFlF00oZckwgQmp.';
// Nothing in these needs no escape.
const PASSWORD = `of kim: "<'&\\ü\${x}`;
const LINES = ['one\n', '${two} %{ if } "\'\\ ü\n'];

const program = (folder: string, certificate: string): string => `
import { LabApp, LabStack, libvirt, Secret, Size, SshKey } from './constructs';

const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Workstation');
new libvirt.VirtualMachine(host, 'Box', {
  image: libvirt.CloudImage.DEBIAN_12,
  pool: new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.131.0/24') }),
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] })
    .addPackages('nginx-light')
    .addUser({ name: 'eve', sshKeys: [], sudo: false, shell: '/bin/sh', groups: ['adm'], gecos: 'Eve E.', uid: 1500, passwordHash: '${HASH}' })
    .addUser({ name: 'kim', sshKeys: [], password: Secret.fromEnvironment(stack, 'Kim', 'E2E_PASSWORD') })
    .addFile('/etc/lab/bytes', new Uint8Array([0, 255, 10]), { owner: 'eve:adm', permissions: '0640' })
    .addFile('/etc/lab/lines', ${JSON.stringify(LINES[0])})
    .addFile('/etc/lab/lines', ${JSON.stringify(LINES[1])}, { append: true })
    .addFile('/var/www/html/index.html', 'ours', { defer: true })
    .addBootCommand(['sh', '-c', 'echo early > /run/early'])
    .addMount('tmpfs', '/srv/scratch', { type: 'tmpfs', options: 'size=16m,mode=1777', pass: 0 })
    .addCertificateAuthority(${JSON.stringify(certificate)})
    .withSwap(Size.mebibytes(64))
    .withTimezone('Asia/Tokyo')
    .withDomainName('box.lab.example')
    .withSettings({ final_message: 'the end of the first start' })
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
  const { status, stdout, stderr } = project.run(command, { E2E_PASSWORD: PASSWORD });
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
  const options = [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    '/dev/null',
    '-subj',
    '/CN=Lab',
    '-days',
    '1',
  ];
  const certificate = execFileSync('openssl', ['req', '-x509', ...options], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  connection = await Connection.open('qemu:///system');
  project = new ProjectCopy('labcloud-hardware');
  writeFileSync(join(project.directory, 'main.ts'), program(folder, certificate));
  succeed('labcloud up --timeout 540');
}, 600_000);

afterAll(async () => {
  try {
    succeed('labcloud destroy --yes');
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

  test('did at its first start what its cloud-init says', () => {
    expect(inside('getent passwd eve; id -nG eve')).toBe('eve:x:1500:1500:Eve E.:/home/eve:/bin/sh\neve adm');
    expect(inside('sudo getent shadow eve | cut -d: -f2')).toBe(HASH);
    expect(inside('sudo stat -c "%U:%G %a" /etc/lab/bytes; sudo od -An -tu1 /etc/lab/bytes')).toBe('eve:adm 640\n   0 255  10');
    expect(`${inside('cat /etc/lab/lines')}\n`).toBe(LINES.join(''));
    expect(inside('cat /var/www/html/index.html /run/early')).toBe('oursearly');
    expect(inside('findmnt -no FSTYPE,OPTIONS /srv/scratch')).toMatch(/^tmpfs .*size=16384k/);
    expect(readFileSync(SERIAL, 'latin1')).toContain('the end of the first start');
  }, 60_000);

  test('knows a password that is in no state', () => {
    const hash = inside('sudo getent shadow kim | cut -d: -f2');
    const crypt = 'import crypt, sys; print(crypt.crypt(sys.argv[1], sys.argv[2]))';
    expect(execFileSync('python3', ['-c', crypt, PASSWORD, hash], { encoding: 'utf8' }).trim()).toBe(hash);
    expect(readFileSync(join(project.directory, '.labcloud/state/lab.tfstate'), 'utf8')).not.toContain('of kim');
  }, 60_000);

  test('writes its console to a file of the host', () => {
    expect(readFileSync(SERIAL, 'latin1')).toMatch(/Cloud-init.* finished|cloud-init-stages/);
  });

  test('plans nothing more, and leaves nothing but its log and the folder', async () => {
    succeed('labcloud plan');
    const [, variables = ''] = /<nvram[^>]*>([^<]+)</.exec(await xml()) ?? [];
    expect(existsSync(variables)).toBe(true);
    succeed('labcloud destroy --yes');
    expect(existsSync(variables)).toBe(false);
    expect(existsSync(join(folder, 'from-guest.txt'))).toBe(true);
  }, 120_000);
});
