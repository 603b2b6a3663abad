import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Socket, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { greetsSsh } from '../../packages/cli/src/lab/net-probe';
import { type SeedContent, seedImage } from '../../packages/terraform-provider-libvirt/src/iso/seed';

/** The hardware of a {@link BareQemu}. */
export interface BareQemuOptions {
  /** The image, which is not written to. */
  readonly image: string;
  readonly seed: SeedContent;
  /** An empty folder for the overlay, the seed, the console's log and sockets. */
  readonly directory: string;
  /** @default 2 */
  readonly cpus?: number;
  /** MiB. @default 1024 */
  readonly memory?: number;
  /** The root disk's size, as qemu-img takes it. @default the image's own */
  readonly disk?: string;
  /** @default 'tcg' */
  readonly accelerator?: 'tcg' | 'kvm';
  readonly mac?: string;
}

/** A virtual machine that QEMU runs without libvirt and Terraform: what an image can do by itself, and what to compare with. */
export class BareQemu {
  /** Starts a machine like those that the lab defines: q35, virtio, a serial console, a guest agent. */
  static async start(options: BareQemuOptions): Promise<BareQemu> {
    const { directory, cpus = 2, memory = 1024, accelerator = 'tcg', mac = '52:54:00:12:34:56' } = options;
    mkdirSync(directory, { recursive: true });
    const overlay = join(directory, 'disk.qcow2');
    const made = spawnSync('qemu-img', [
      'create',
      '-q',
      '-f',
      'qcow2',
      '-F',
      'qcow2',
      '-b',
      options.image,
      overlay,
      ...(options.disk ? [options.disk] : []),
    ]);
    if (made.status !== 0) {
      throw new Error(made.stderr.toString());
    }
    writeFileSync(join(directory, 'seed.iso'), seedImage(options.seed));
    const port = await freePort();
    const child = spawn(
      'qemu-system-x86_64',
      [
        ...['-nodefaults', '-no-user-config', '-display', 'none', '-machine', 'q35', '-m', `${memory}`, '-smp', `${cpus}`],
        ...(accelerator === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,thread=multi', '-cpu', 'max']),
        ...[
          '-drive',
          `file=${overlay},if=virtio,format=qcow2,cache=unsafe`,
          '-drive',
          `file=${join(directory, 'seed.iso')},if=virtio,format=raw,readonly=on`,
        ],
        ...['-netdev', `user,id=lan,hostfwd=tcp:127.0.0.1:${port}-:22`, '-device', `virtio-net-pci,netdev=lan,mac=${mac},romfile=`],
        ...['-chardev', `file,id=console,path=${join(directory, 'console.log')}`, '-serial', 'chardev:console'],
        ...['-device', 'virtio-serial-pci', '-chardev', `socket,id=agent,path=${join(directory, 'agent.sock')},server=on,wait=off`],
        ...[
          '-device',
          'virtserialport,chardev=agent,name=org.qemu.guest_agent.0',
          '-object',
          'rng-random,id=rng,filename=/dev/urandom',
          '-device',
          'virtio-rng-pci,rng=rng',
        ],
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    return new BareQemu(directory, port, child);
  }

  private readonly begin = performance.now();

  private constructor(
    readonly directory: string,
    /** The port on 127.0.0.1 that leads to the machine's SSH server. */
    readonly port: number,
    private readonly child: ChildProcess,
  ) {}

  /** Seconds until the SSH server greets. */
  ssh(timeout: number): Promise<number> {
    return this.until(timeout, () => greetsSsh('127.0.0.1', 2000, this.port), 'greeted by SSH');
  }

  /** Seconds until cloud-init has said its last. */
  cloudInit(timeout: number): Promise<number> {
    return this.until(timeout, () => Promise.resolve(/Cloud-init.* finished at/i.test(this.console())), 'finished cloud-init');
  }

  /** What the machine has written to its serial console. */
  console(): string {
    const file = join(this.directory, 'console.log');
    return existsSync(file) ? readFileSync(file, 'latin1') : '';
  }

  /** Asks the guest agent, e.g. `guest-ping`. */
  async agent<T = unknown>(execute: string, args: Record<string, unknown> = {}): Promise<T> {
    const socket = connect(join(this.directory, 'agent.sock'));
    try {
      socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
      const answer = JSON.parse(await firstLine(socket)) as { return?: T; error?: unknown };
      if (answer.error !== undefined) {
        throw new Error(JSON.stringify(answer.error));
      }
      return answer.return as T;
    } finally {
      socket.destroy();
    }
  }

  /** Runs a command in the machine through SSH and returns what it prints. */
  run(user: string, key: string, command: string): string {
    const options = [
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'LogLevel=ERROR',
      '-o',
      'BatchMode=yes',
      '-i',
      key,
    ];
    const { status, stdout, stderr } = spawnSync('ssh', [...options, '-p', `${this.port}`, `${user}@127.0.0.1`, command], {
      encoding: 'utf8',
    });
    if (status !== 0) {
      throw new Error(`${command}: ${stderr}${stdout}`);
    }
    return stdout;
  }

  /** Seconds of processor time that the machine has cost its host so far. */
  cpuSeconds(): number {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  }

  /** Ends the machine and removes its files. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      const closed = new Promise((resolve) => this.child.once('close', resolve));
      this.child.kill('SIGKILL');
      await closed;
    }
    rmSync(this.directory, { recursive: true, force: true });
  }

  private async until(timeout: number, ready: () => Promise<boolean>, what: string): Promise<number> {
    while (!(await ready())) {
      if (this.child.exitCode !== null || performance.now() - this.begin > timeout * 1000) {
        throw new Error(`The machine has not ${what} after ${timeout} s:\n${this.console().slice(-3000)}`);
      }
      await sleep(50);
    }
    return (performance.now() - this.begin) / 1000;
  }
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    socket.setTimeout(10_000, () => reject(new Error('the guest agent does not answer')));
    socket.once('error', reject);
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.includes('\n')) {
        resolve(text.slice(0, text.indexOf('\n')));
      }
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
