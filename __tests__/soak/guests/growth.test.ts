import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from '../../support/project-copy';

// Beside a running lab: an id, subnets and a pool of its own.
const LAB = 'e2egrow';

/** What the machine is at one time: props, and what is done with it. */
interface Growth {
  readonly props: string;
  readonly then?: string;
  /** The size of its data disk in GiB. @default 1 */
  readonly data?: number;
}

let project: ProjectCopy;

function configure({ props, then = '', data = 1 }: Growth): void {
  const code = `
import { LabApp, LabStack, libvirt, Size, SshKey } from './constructs';

const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Workstation');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.30.0/24') });
const storage = new libvirt.Network(host, 'Storage', { mode: libvirt.NetworkMode.isolated('10.87.31.0/24') });
const machine = new libvirt.VirtualMachine(host, 'Web', {
  image: libvirt.CloudImage.DEBIAN_12,
  pool,
  network,
  // The packages of the sample, so that both share one image in the cache.
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] }).addPackages('nginx-light'),
  drive: true,
  maxCpus: 3,
  maxMemory: Size.gibibytes(1),
  ${props}
});
const data = pool.addVolume('Data', Size.gibibytes(${data}));
${then}
app.synth();
`;
  writeFileSync(join(project.directory, 'main.ts'), code);
}

/** Brings the lab to a growth and returns what was printed. */
function up(growth: Growth): string {
  configure(growth);
  const { status, stdout, stderr } = project.run('labcloud up --yes');
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return stdout + stderr;
}

/** Runs a command inside the guest. */
function inside(command: string): string {
  const { status, stdout, stderr } = project.run(`ssh -F .labcloud/ssh/config -o BatchMode=yes web '${command}'`);
  if (status !== 0) throw new Error(`${command}: ${stdout}${stderr}`);
  return stdout.trim();
}

/** Polls what a guest under emulation needs a moment for. */
async function eventually(look: () => string | number, expected: unknown): Promise<void> {
  for (let tries = 30; tries > 0 && look() !== expected; tries--) await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(look()).toEqual(expected);
}

const disks = (): string => inside('lsblk -dno NAME,SIZE | grep "^vd[c-z]" || true').replace(/\s+/g, ' ');
const interfaces = (): number => inside('ls -d /sys/class/net/*/device').split('\n').length;
const medium = (): string => inside('sudo blkid -p -o value -s LABEL /dev/sr0 || true');
const mebibytes = (): number => Math.round(Number(inside('grep MemTotal /proc/meminfo | tr -dc 0-9')) / 1024);

beforeAll(() => {
  project = new ProjectCopy('labcloud-growth');
  project.run('genisoimage -quiet -V TOOLS -o tools.iso package.json');
});

afterAll(() => {
  try {
    const { status, stdout, stderr } = project.run('labcloud destroy --yes --with-data');
    if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  } finally {
    project.remove();
  }
});

describe('a machine that grows and shrinks, seen from inside', () => {
  let boot: string;
  let memory: number;

  test('has what it was made with', async () => {
    up({ props: 'cpus: 1, memory: Size.mebibytes(640)' });
    boot = inside('cat /proc/sys/kernel/random/boot_id');
    expect([inside('nproc'), disks(), interfaces(), medium()]).toEqual(['1', '', 1, '']);
    memory = mebibytes();
    expect(memory).toBeLessThan(700);
  }, 900_000);

  test('gets processors, memory, a disk, an interface and a medium without a restart', async () => {
    const output = up({
      props: 'cpus: 3, memory: Size.gibibytes(1)',
      then: "machine.attach(data).attachNetwork(storage).insert(libvirt.InstallMedia.iso('tools.iso'));",
    });
    expect(output).not.toMatch(/restart/i);
    await eventually(() => inside('nproc'), '3');
    await eventually(disks, 'vdc 1G');
    await eventually(interfaces, 2);
    await eventually(medium, 'TOOLS');
    expect(mebibytes() - memory).toBe(384);
    expect(inside('cat /proc/sys/kernel/random/boot_id')).toBe(boot);
    expect(project.run('labcloud plan').status).toBe(0);
  }, 400_000);

  test('sees its disk grow', async () => {
    up({
      props: 'cpus: 3, memory: Size.gibibytes(1)',
      then: "machine.attach(data).attachNetwork(storage).insert(libvirt.InstallMedia.iso('tools.iso'));",
      data: 2,
    });
    await eventually(disks, 'vdc 2G');
  }, 200_000);

  test('lets go of all of it, and still runs', async () => {
    up({ props: 'cpus: 3, memory: Size.mebibytes(640)', data: 2 });
    await eventually(disks, '');
    await eventually(interfaces, 1);
    await eventually(medium, '');
    await eventually(mebibytes, memory);
    expect(inside('cat /proc/sys/kernel/random/boot_id')).toBe(boot);
  }, 200_000);

  test('is shut down by its agent and comes back with what needs a restart', async () => {
    inside('sudo systemd-run -q --unit=witness -r -p ExecStop="/bin/touch /var/tmp/ended" true');
    // Under emulation no CPU can be unplugged, and with it only by a guest that helps: fewer of them are a restart here.
    up({ props: 'cpus: 2, memory: Size.mebibytes(640)', data: 2 });
    await eventually(() => inside('nproc'), '2');
    expect(inside('cat /proc/sys/kernel/random/boot_id')).not.toBe(boot);
    expect(inside('ls /var/tmp/ended')).toBe('/var/tmp/ended');
  }, 400_000);
});
