import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { efiCounter } from '../../support/efi-counter';
import { ProjectCopy } from '../../support/project-copy';
import { sweep } from '../../e2e/provider/sweep';
import { withLibvirt } from '../../e2e/data/box';

const LAB = 'e2e-nvram';
const SERIAL = `/var/log/libvirt/qemu/${LAB}-serial.log`;
const PROGRAM = `
import { LabApp, LabStack, libvirt, Size } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
new libvirt.VirtualMachine(host, 'Box', {
  pool: new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.87.142.0/24') }),
  install: libvirt.InstallMedia.iso('counter.iso'),
  disk: Size.gibibytes(2),
  memory: Size.mebibytes(256),
  firmware: libvirt.Firmware.uefi(),
  tpm: libvirt.Tpm.V2_0,
  serialLog: '${SERIAL}',
});
app.synth();
`;

let project: ProjectCopy;
let backups: string;

function labcloud(command: string): string {
  const { status, stdout, stderr } = project.run(`labcloud ${command}`);
  if (status !== 0) throw new Error(`labcloud ${command}: exit status ${String(status)}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Waits until the guest says how often it was started, as the firmware and the TPM know it. */
async function started(times: number): Promise<void> {
  const expected = `starts in the firmware: ${String(times)}, in the TPM: ${String(times)}.`;
  const log = (): string => (existsSync(SERIAL) ? readFileSync(SERIAL, 'latin1') : '');
  for (const deadline = Date.now() + 120_000; !log().includes(expected); await sleep(300))
    if (Date.now() > deadline) throw new Error(`not within two minutes: ${expected}; the serial console said:\n${log()}`);
  rmSync(SERIAL);
}

/** Cuts the power and gives it again. */
function again(): void {
  execFileSync('virsh', ['-q', 'destroy', `${LAB}-box`]);
  execFileSync('virsh', ['-q', 'start', `${LAB}-box`]);
}

/** An image of a CD that UEFI starts the counting program from. */
function makeMedium(): void {
  const { directory } = project;
  const tool = (program: string, ...args: string[]): unknown => execFileSync(program, args, { cwd: directory, stdio: 'pipe' });
  writeFileSync(join(directory, 'BOOTX64.EFI'), efiCounter());
  tool('mformat', '-C', '-f', '1440', '-i', 'efi.img', '::');
  tool('mmd', '-i', 'efi.img', '::/EFI', '::/EFI/BOOT');
  tool('mcopy', '-i', 'efi.img', 'BOOTX64.EFI', '::/EFI/BOOT/BOOTX64.EFI');
  tool('genisoimage', '-quiet', '-eltorito-alt-boot', '-e', 'efi.img', '-no-emul-boot', '-o', 'counter.iso', 'efi.img');
}

beforeAll(() => {
  rmSync(SERIAL, { force: true });
  project = new ProjectCopy('labcloud-nvram');
  backups = join(project.directory, 'backups');
  writeFileSync(join(project.directory, 'main.ts'), PROGRAM);
  makeMedium();
});

afterAll(async () => {
  try {
    labcloud('destroy --yes --with-data');
  } finally {
    await withLibvirt('qemu:///system', (connection) => sweep(connection, `${LAB}-`));
    rmSync(`/var/lib/labcloud/${LAB}`, { recursive: true, force: true });
    rmSync(SERIAL, { force: true });
    project.remove();
  }
}, 120_000);

describe('the variables of the firmware and the state of the TPM', () => {
  let backup: string;

  test('are in a backup of the running machine', async () => {
    labcloud('up --yes');
    await started(1);

    backup = labcloud(`backup --to ${backups}`).trim();

    const manifest = JSON.parse(readFileSync(join(backup, 'manifest.json'), 'utf8')) as {
      machines: { without: string[]; state: { kind: string; files: { size: number }[] }[] }[];
    };
    expect(manifest.machines).toMatchObject([{ without: [], state: [{ kind: 'nvram' }, { kind: 'tpm' }] }]);
    expect(labcloud(`backup verify ${backup}`)).toContain('is whole');
  }, 300_000);

  test('are set back to what they were', async () => {
    again();
    await started(2);

    const refused = project.run(`labcloud restore --from ${backup}`);
    expect(refused.stderr).toMatch(/the variables of the firmware of box[^]*the state of the TPM of box/);
    labcloud(`restore --from ${backup} --yes`);

    await started(2);
  }, 300_000);

  test('come back with a machine that was destroyed', async () => {
    labcloud('destroy --yes');
    labcloud(`restore --from ${backup} --yes`);

    await started(2);
    expect(project.run('labcloud plan').status).toBe(0);
  }, 300_000);
});
