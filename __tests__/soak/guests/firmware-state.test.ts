import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Domain, DomainXMLFlags } from '@labcloud/libvirt-client';
import { efiCounter } from '../../support/efi-counter';
import { isEmpty, Workspace } from '../../e2e/provider/harness';
import { sweep } from '../../e2e/provider/sweep';

const PREFIX = 'labtest-firmware-';
const name = `${PREFIX}vm`;
const uuid = '1c3f7c0a-7a2b-5d64-8f0e-2b9b5f6f7e21';
/** Where libvirt keeps the state of an emulated TPM. */
const TPM = `/var/lib/libvirt/swtpm/${uuid}`;

let connection: Connection;
let workspace: Workspace;
let folder: string;

function log(): string {
  const path = join(folder, 'serial.log');
  return existsSync(path) ? readFileSync(path, 'latin1') : '';
}

/** A machine that runs a program which counts its starts, with what is changed of it. */
function configure(changes: object = {}): void {
  const machine = {
    name,
    uuid,
    type: 'qemu',
    memory: 128,
    memory_unit: 'MiB',
    vcpu: 1,
    cpu: { mode: 'maximum' },
    os: {
      type: 'hvm',
      type_arch: 'x86_64',
      type_machine: 'q35',
      firmware: 'efi',
      // Nobody has signed the program.
      firmware_info: { features: [{ name: 'enrolled-keys', enabled: 'no' }] },
    },
    features: { acpi: true, apic: {} },
    update: { shutdown: { timeout: 60 } },
    ...changes,
    devices: {
      disks: [
        {
          driver: { name: 'qemu', type: 'raw' },
          source: { file: { file: join(folder, 'efi.img') } },
          target: { dev: 'vda', bus: 'virtio' },
        },
      ],
      serials: [{ target: { port: 0 }, log: { file: join(folder, 'serial.log'), append: 'on' } }],
      tpms: [{ model: 'tpm-crb', backend: { emulator: { version: '2.0' } } }],
    },
  };
  workspace.configure({ libvirt_domain: { vm: machine } });
}

function found(): Promise<Domain> {
  return connection.domainLookupByUUID(uuid);
}

async function variables(): Promise<string> {
  const [, path = ''] = /<nvram[^>]*>([^<]+)</.exec(await connection.domainGetXMLDesc(await found())) ?? [];
  return path;
}

async function says(starts: number): Promise<void> {
  const expected = `starts in the firmware: ${String(starts)}, in the TPM: ${String(starts)}.`;
  for (const deadline = Date.now() + 90_000; !log().includes(expected); await sleep(200))
    if (Date.now() > deadline) throw new Error(`not after 90 s: ${expected}; the serial console said:\n${log()}`);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-firmware-'));
  // QEMU runs as another user.
  chmodSync(folder, 0o755);
  const disk = join(folder, 'efi.img');
  const tool = (program: string, ...args: string[]): unknown => execFileSync(program, ['-i', disk, ...args], { stdio: 'pipe' });
  writeFileSync(join(folder, 'BOOTX64.EFI'), efiCounter());
  tool('mformat', '-C', '-T', '65536', '-h', '64', '-s', '32', '::');
  tool('mmd', '::/EFI', '::/EFI/BOOT');
  tool('mcopy', join(folder, 'BOOTX64.EFI'), '::/EFI/BOOT/BOOTX64.EFI');
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  workspace = await Workspace.create();
}, 120_000);

afterAll(async () => {
  try {
    await workspace.destroy();
  } finally {
    await workspace.remove();
    await sweep(connection, PREFIX);
    await connection.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('the variables of the firmware and the state of the TPM', () => {
  let path: string;

  it('are made with the machine', async () => {
    configure();
    await workspace.apply();
    await says(1);
    path = await variables();
    expect([existsSync(path), existsSync(TPM)]).toEqual([true, true]);
  });

  it('outlast a change for which the guest is shut down and started again', async () => {
    const { id } = await found();
    configure({ vcpu: 2 });
    await workspace.apply();
    await says(2);
    expect((await found()).id).not.toBe(id);
    expect(await variables()).toBe(path);
  });

  it('outlast other definitions, by a plan and by hand, while the machine is off', async () => {
    configure({ vcpu: 2, power: 'stopped' });
    await workspace.apply();
    configure({ vcpu: 1, power: 'stopped', features: { acpi: true }, title: 'another one' });
    await workspace.apply();
    await connection.domainDefineXMLFlags(await connection.domainGetXMLDesc(await found(), DomainXMLFlags.INACTIVE));
    configure({ features: { acpi: true }, title: 'another one' });
    await workspace.apply();
    await says(3);
    expect(await variables()).toBe(path);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('go with the machine', async () => {
    configure({ update: { shutdown: { timeout: 0 } } });
    await workspace.destroy();
    expect([existsSync(path), existsSync(TPM)]).toEqual([false, false]);
  });
});
