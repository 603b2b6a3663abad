import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, ListDomainsFlags } from '@labcloud/libvirt-client';
import { sweep } from '../provider/sweep';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { COMMAND_LINE, SmallLinux } from '../../support/small-linux';

/** Writes the canary of its command line onto each disk that has none yet, and then counts on the first one. */
const SCRIPT = `
canary=$(sed 's/.*canary=\\([^ ]*\\).*/\\1/' /proc/cmdline)
for disk in /dev/vda /dev/vdb /dev/vdc; do
  [ -e $disk ] && [ "$(dd if=$disk bs=6 count=1 2>/dev/null)" != canary ] && printf "canary %s on %s" $canary $disk | dd of=$disk conv=notrunc,fsync
done
i=0
while true; do
  i=$((i + 1))
  printf 'tick %08d' $i | dd of=/dev/vda bs=512 seek=2048 conv=notrunc,fsync
  sleep 0.2
done`;

/** What a {@link BoxProject} is made of. */
export interface BoxOptions {
  /** The lab's id; also that of its folders. */
  readonly lab: string;
  readonly subnet: string;
}

/**
 * A project with two machines of a small Linux that write canaries: `box` onto a qcow2 disk, a raw one, and one that stands on another;
 * `cell` onto a qcow2 disk alone.
 */
export class BoxProject {
  readonly project: ProjectCopy;
  readonly folder = mkdtempSync(join(tmpdir(), 'labcloud-box-'));
  readonly pool: string;
  private host = "libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' })";
  private canary = 'first';

  constructor(private readonly options: BoxOptions) {
    this.pool = `/var/lib/labcloud/${options.lab}`;
    this.project = new ProjectCopy('labcloud-box');
    const linux = SmallLinux.fetch(this.folder);
    copyFileSync(linux.kernel, join(this.project.directory, 'kernel.img'));
    writeFileSync(join(this.project.directory, 'initrd.img'), linux.initrd(SCRIPT));
    writeFileSync(
      join(this.project.directory, 'base.raw'),
      Buffer.concat([Buffer.alloc(4096), Buffer.from('from the base'), Buffer.alloc(1 << 20)]),
    );
    this.write();
  }

  /** Makes the machine write another canary where there is none. */
  setCanary(canary: string): void {
    this.canary = canary;
    this.write();
  }

  /** Puts the machine on another host. */
  moveTo(uri: string): void {
    this.host = `new libvirt.Host(stack, 'Host', { uri: '${uri}', accelerator: 'qemu' })`;
    this.write();
  }

  labcloud(command: string): Outcome {
    return this.project.run(`labcloud ${command}`);
  }

  /** Runs a command that must succeed and gives what it printed on standard output. */
  expect(command: string): string {
    const { status, stdout, stderr } = this.labcloud(command);
    if (status !== 0) {
      throw new Error(`labcloud ${command}: exit status ${status}\n${stdout}\n${stderr}`);
    }
    return stdout;
  }

  /** The first bytes of a disk as the guest sees it, and what is counted on it. */
  read(file: string): { canary: string; base: string; tick: number } {
    const raw = join(this.folder, 'read.raw');
    execFileSync('qemu-img', ['dd', '-U', '-O', 'raw', 'bs=1M', 'count=2', `if=${file}`, `of=${raw}`]);
    const content = readFileSync(raw);
    rmSync(raw);
    const text = (from: number, length: number): string =>
      content
        .subarray(from, from + length)
        .toString('latin1')
        .replace(/\0.*$/s, '');
    return { canary: text(0, 64), base: text(4096, 13), tick: Number(text(2048 * 512, 13).replace('tick ', '')) };
  }

  /** Cuts the power of both. */
  async powerOff(): Promise<void> {
    await withLibvirt('qemu:///system', async (connection) => {
      const domains = await connection.connectListAllDomains(ListDomainsFlags.ACTIVE);
      const ours = domains.filter(({ name }) => name.startsWith(`${this.options.lab}-`));
      await Promise.all(ours.map((domain) => connection.domainDestroyFlags(domain)));
    });
  }

  /** Waits until a disk has what it should. */
  async until(done: () => boolean | Promise<boolean>): Promise<void> {
    for (const deadline = Date.now() + 120_000; !(await done()); await sleep(300)) {
      if (Date.now() > deadline) {
        throw new Error('not within two minutes');
      }
    }
  }

  /** Removes the lab and the project; the guest would not hear that it is to shut down. */
  async remove(): Promise<void> {
    await this.powerOff();
    try {
      this.expect('destroy --yes');
    } finally {
      await this.discard();
    }
  }

  /** Removes the project, and what is left of its lab on this host. */
  async discard(): Promise<void> {
    await withLibvirt('qemu:///system', (connection) => sweep(connection, `${this.options.lab}-`));
    rmSync(this.pool, { recursive: true, force: true });
    this.project.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private write(): void {
    const { lab, subnet } = this.options;
    mkdirSync(this.project.directory, { recursive: true });
    writeFileSync(
      join(this.project.directory, 'main.ts'),
      `import { LabApp, LabStack, libvirt, Size } from './constructs';
const app = new LabApp({ id: '${lab}' });
const stack = new LabStack(app, 'lab');
const host = ${this.host};
const pool = new libvirt.StoragePool(host, 'Pool', { path: '${this.pool}' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('${subnet}') });
const kernel = libvirt.KernelBoot.fromFiles({ kernel: 'kernel.img', initrd: 'initrd.img', commandLine: '${COMMAND_LINE} canary=${this.canary}' });
const box = new libvirt.VirtualMachine(host, 'Box', { pool, network, kernel, disk: Size.gibibytes(2), memory: Size.mebibytes(256) });
box.attach(new libvirt.Volume(host, 'Plain', { pool, capacity: Size.mebibytes(64), format: 'raw' }));
const base = pool.imageVolume(libvirt.CloudImage.fromFile('base.raw', { format: 'raw' }));
box.attach(new libvirt.Volume(host, 'Overlay', { pool, capacity: Size.mebibytes(64), backing: base }));
new libvirt.VirtualMachine(host, 'Cell', { pool, network, kernel, disk: Size.gibibytes(2), memory: Size.mebibytes(256) });
app.synth();
`,
    );
  }
}

/** Does something with a connection to a host. */
export async function withLibvirt<T>(uri: string, work: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.open(uri);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
