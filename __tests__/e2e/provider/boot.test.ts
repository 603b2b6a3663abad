import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Domain, DomainState, DomainXMLFlags } from '@labcloud/libvirt-client';
import { processorUnder } from '../../../constructs/core/processor';
import { efiProgram } from '../../support/efi-program';
import { COMMAND_LINE, SmallLinux } from '../../support/small-linux';
import { isEmpty, Workspace } from './harness';
import { sweep } from './sweep';

const PREFIX = 'labtest-boot-';
const name = `${PREFIX}vm`;
const UNLOCK = '$((base + 12)) 16';

/** Starts the watchdog as its driver does, which Debian's kernel for clouds does not have, and never answers it. */
const START_WATCHDOG = `
device=$(dirname $(grep -l 0x25ab /sys/bus/pci/devices/*/device))
echo 1 > $device/enable
base=$(awk 'NR == 1 { print $1 }' $device/resource)
for timer in 0 4; do
  devmem ${UNLOCK} 0x80; devmem ${UNLOCK} 0x86; devmem $((base + timer)) 32 200
done
printf '\\002' | dd of=$device/config bs=1 seek=104 conv=notrunc 2>/dev/null
echo "The watchdog runs."
sleep 3600`;

let connection: Connection;
let workspace: Workspace;
let folder: string;
let linux: SmallLinux;

function file(path: string, content: Buffer): string {
  const full = join(folder, path);
  writeFileSync(full, content);
  return full;
}

function log(): string {
  const path = join(folder, 'serial.log');
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}

function configure({ devices = {}, ...more }: { devices?: object } & Record<string, unknown> = {}): void {
  const machine = {
    name,
    type: 'qemu',
    memory: 256,
    memory_unit: 'MiB',
    cpu: processorUnder('qemu'),
    os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
    features: { acpi: true, apic: {} },
    update: { shutdown: { timeout: 0 } },
    ...more,
    devices: { serials: [{ target: { port: 0 }, log: { file: join(folder, 'serial.log'), append: 'off' } }], ...devices },
  };
  workspace.configure({ libvirt_domain: { vm: machine } });
}

function found(): Promise<Domain> {
  return connection.domainLookupByName(name);
}

async function inactive(): Promise<string> {
  return connection.domainGetXMLDesc(await found(), DomainXMLFlags.INACTIVE);
}

async function until(done: () => Promise<boolean> | boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; !(await done()); await sleep(100))
    if (Date.now() > deadline) throw new Error(`not after 90 s; the serial console said:\n${log()}`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-boot-'));
  // QEMU runs as another user.
  chmodSync(folder, 0o755);
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  workspace = await Workspace.create();
  linux = SmallLinux.fetch(folder);
}, 120_000);

afterEach(async () => {
  await workspace.destroy();
});

afterAll(async () => {
  await workspace.remove();
  await sweep(connection, PREFIX);
  await connection.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a kernel that is booted directly', () => {
  const boot = (script: string): object => ({
    type: 'hvm',
    type_arch: 'x86_64',
    type_machine: 'q35',
    kernel: linux.kernel,
    initrd: file('initrd', linux.initrd(script)),
    cmdline: `${COMMAND_LINE} told=by-terraform`,
  });

  it('gets its initial file system and its command line', async () => {
    configure({ os: boot('cat /proc/cmdline') });
    await workspace.apply();
    await until(async () => !(await connection.domainIsActive(await found())));
    expect(log()).toContain('told=by-terraform');
  });

  it('is stopped by its watchdog when it does not answer', async () => {
    configure({ os: boot(START_WATCHDOG), devices: { watchdogs: [{ model: 'i6300esb', action: 'pause' }] } });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await until(async () => (await connection.domainGetState(await found())).state === DomainState.PAUSED);
    expect(log()).toContain('The watchdog runs.');
  });
});

describe('UEFI', () => {
  const firmware = (secure: 'yes' | 'no'): object => ({
    os: {
      type: 'hvm',
      type_arch: 'x86_64',
      type_machine: 'q35',
      firmware: 'efi',
      firmware_info: { features: ['secure-boot', 'enrolled-keys'].map((feature) => ({ name: feature, enabled: secure })) },
    },
    features: { acpi: true, apic: {}, ...(secure === 'yes' && { smm: { state: 'on' } }) },
  });
  let disks: object[];

  beforeAll(() => {
    const disk = join(folder, 'efi.img');
    const tool = (program: string, ...args: string[]): unknown => execFileSync(program, ['-i', disk, ...args], { stdio: 'pipe' });
    const program = file('BOOTX64.EFI', efiProgram('Started by UEFI.\r\n'));
    tool('mformat', '-C', '-T', '65536', '-h', '64', '-s', '32', '::');
    tool('mmd', '::/EFI', '::/EFI/BOOT');
    tool('mcopy', program, '::/EFI/BOOT/BOOTX64.EFI');
    disks = [{ driver: { name: 'qemu', type: 'raw' }, source: { file: { file: disk } }, target: { dev: 'vda', bus: 'virtio' } }];
  });

  it('starts a program from a disk', async () => {
    configure({ ...firmware('no'), devices: { disks } });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await until(() => log().includes('Started by UEFI.'));
  });

  it('does not start one that nobody has signed when Secure Boot is on', async () => {
    configure({ ...firmware('yes'), devices: { disks } });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await until(() => log().includes('Access Denied'));
    expect(log()).not.toContain('Started by UEFI.');
  });

  it('runs from files that were named, and keeps its variables until the machine is destroyed', async () => {
    const variables = join(folder, 'variables.fd');
    configure({
      os: {
        loader: '/usr/share/OVMF/OVMF_CODE_4M.fd',
        loader_readonly: 'yes',
        loader_type: 'pflash',
        nv_ram: { nv_ram: variables, template: '/usr/share/OVMF/OVMF_VARS_4M.fd' },
      },
      devices: { disks },
    });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await until(() => log().includes('Started by UEFI.'));
    expect(existsSync(variables)).toBe(true);
    await workspace.destroy();
    expect(existsSync(variables)).toBe(false);
  });
});

describe('the boot order', () => {
  const disk = (dev: string, order?: number): object => ({
    driver: { name: 'qemu', type: 'raw' },
    source: { file: { file: join(folder, `${dev}.img`) } },
    target: { dev, bus: 'virtio' },
    ...(order !== undefined && { boot: { order } }),
  });

  it('changes from what libvirt chose to that of devices, among devices, to kinds of devices, and back', async () => {
    for (const dev of ['vda', 'vdb']) file(`${dev}.img`, Buffer.alloc(1024 * 1024));
    const orders = async (): Promise<string[]> =>
      [...(await inactive()).matchAll(/<boot (?:dev|order)='(\w+)'\/>/g)].map(([, order = '']) => order);
    const steps: [Record<string, object>, string[]][] = [
      [{ devices: { disks: [disk('vda'), disk('vdb')] } }, ['hd']],
      [{ devices: { disks: [disk('vda', 2), disk('vdb', 1)] } }, ['2', '1']],
      [{ devices: { disks: [disk('vda', 1), disk('vdb')] } }, ['1']],
      [
        {
          os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35', boot_devices: [{ dev: 'network' }, { dev: 'hd' }] },
          devices: { disks: [disk('vda'), disk('vdb')] },
        },
        ['network', 'hd'],
      ],
      [{ devices: { disks: [disk('vda', 1), disk('vdb', 2)] } }, ['1', '2']],
    ];
    for (const [change, expected] of steps) {
      configure({ running: false, ...change });
      await workspace.apply();
      expect(await orders()).toEqual(expected);
      expect(isEmpty(await workspace.plan())).toBe(true);
    }
  });
});

describe('a PCI device', () => {
  const device = (bus: number, slot: number): Record<string, unknown> => ({
    running: false,
    devices: { hostdevs: [{ managed: true, subsys_pci: { source: { address: { domain: 0, bus, slot, function: 7 } } } }] },
  });

  it('that the host has not is refused before anything is made, naming near ones', async () => {
    configure(device(0xfe, 0x1f));
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain('The host has no PCI device 0000:fe:1f.7.');
    expect(output).toMatch(/0000:00:00\.0 \[[0-9a-f]{4}:[0-9a-f]{4}\]/);
    await expect(found()).rejects.toMatchObject({ code: 42 });
  });
});
