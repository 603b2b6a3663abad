import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SshServer } from './ssh-server';

/** What a {@link Hypervisor} is made of. */
export interface HypervisorOptions {
  /** Its host name, unique among those that run. */
  readonly name: string;
  /** The third number of its network 10.254.n.0/30, unique among those that run. @default - no cable leads to it */
  readonly subnet?: number;
  /** What lets users log in. @default - nobody logs in */
  readonly ssh?: SshServer;
  /** A folder outside of /tmp with what outlives a reboot: its configuration, what libvirt keeps, and its images. @default - it does not reboot */
  readonly disk?: string;
}

/**
 * Another host on this kernel: a libvirt daemon with a host name, a UUID, a network and folders of its own, in namespaces. A cable leads
 * to it, and an SSH server answers there. Nothing that is started in it is seen outside, and all of it ends with `stop`.
 */
export class Hypervisor {
  /** The folder with its keys, in which everything is readable for its users. */
  readonly folder: string;
  readonly address: string;
  private holder: ChildProcess | undefined;
  private init = 0;

  private constructor(private readonly options: HypervisorOptions) {
    this.folder = mkdtempSync(join(options.disk ?? tmpdir(), `labtest-${options.name}-`));
    this.address = `10.254.${options.subnet ?? 0}.2`;
  }

  /** Starts one with a daemon that answers. */
  static async start(options: HypervisorOptions): Promise<Hypervisor> {
    const hypervisor = new Hypervisor(options);
    try {
      hypervisor.furnish();
      await hypervisor.boot();
      return hypervisor;
    } catch (error) {
      await hypervisor.stop();
      throw error;
    }
  }

  /** The private key that its users root and ops accept. */
  get key(): string {
    return join(this.folder, 'id_ed25519');
  }

  /** The daemon's socket, seen from outside. */
  get socket(): string {
    return this.outside('/run/libvirt/libvirt-sock');
  }

  /** A path of its own, seen from outside. */
  outside(path: string): string {
    return `/proc/${this.init}/root${path}`;
  }

  /** Its URI for a user through ssh; `more` are further parameters. */
  uri(user: string, more: Record<string, string> = {}, path = 'system'): string {
    const parameters = { keyfile: this.key, known_hosts: join(this.folder, 'known_hosts'), known_hosts_verify: 'auto', ...more };
    return `qemu+ssh://${user}@${this.address}/${path}?${new URLSearchParams(parameters).toString()}`;
  }

  /** Runs a command there and returns what it prints; throws when it fails. */
  run(...command: readonly string[]): string {
    return execFileSync('nsenter', [...this.entrance, ...command], { encoding: 'utf8', timeout: 60_000 });
  }

  /** The ids of the processes with a name there, in its own numbers. */
  pids(name: string): number[] {
    const { stdout } = spawnSync('nsenter', [...this.entrance, 'pgrep', '-x', name], { encoding: 'utf8' });
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  /** Starts the daemon and waits until it listens. */
  async startDaemon(): Promise<void> {
    this.run('libvirtd', '-d');
    await until(() => existsSync(this.socket), 'libvirtd listens');
  }

  /** Kills the daemon, as a crash would; the machines stay. */
  async killDaemon(): Promise<void> {
    this.run('sh', '-c', 'kill -9 $(pgrep -x libvirtd)');
    await until(() => this.pids('libvirtd').length === 0, 'libvirtd ends');
  }

  /** Gives its SSH server another key, as a new installation would. */
  async replaceHostKey(): Promise<void> {
    const file = join(this.folder, 'host_key');
    rmSync(file);
    generateKey(file);
    this.run('sh', '-c', 'kill -HUP $(cat /run/sshd.pid)');
    // Its server shows the old key for a moment, and then listens nowhere while it starts anew.
    const [, key = ''] = readFileSync(`${file}.pub`, 'utf8').split(' ');
    for (let tries = 0; !spawnSync('ssh-keyscan', [this.address], { encoding: 'utf8' }).stdout.includes(key); tries++) {
      if (tries === 100) throw new Error(`the SSH server at ${this.address} does not show its new key`);
      await sleep(100);
    }
  }

  /** Cuts its power and starts it again: everything that ran has ended, and only what is on its disk is still there. */
  async reboot(): Promise<void> {
    await this.turnOff();
    rmSync(join(this.folder, 'ready'));
    await this.boot();
  }

  async stop(): Promise<void> {
    await this.turnOff();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async turnOff(): Promise<void> {
    const { holder } = this;
    if (holder?.exitCode === null && holder.signalCode === null) {
      const ended = once(holder, 'exit');
      if (this.init > 0) process.kill(this.init, 'SIGKILL');
      else holder.kill('SIGKILL');
      await ended;
    }
  }

  /** Makes its files. */
  private furnish(): void {
    const { folder, options } = this;
    chmodSync(folder, 0o755);
    ['cache', 'home'].forEach((name) => mkdirSync(join(folder, name)));
    generateKey(this.key);
    generateKey(join(folder, 'host_key'));
    writeFileSync(join(folder, 'libvirtd.conf'), daemonConfiguration(options.name));
    writeFileSync(join(folder, 'sshd_config'), sshConfiguration(folder));
    writeFileSync(join(folder, 'init.sh'), initScript(folder, options));
  }

  private async boot(): Promise<void> {
    const { folder, options } = this;
    this.init = 0;
    const log = join(folder, 'init.log');
    const flags = ['-m', '-u', '-n', '-i', '-p', '-f', '--kill-child', '--mount-proc'];
    this.holder = spawn('unshare', [...flags, 'sh', '-c', `exec sh ${join(folder, 'init.sh')} >${log} 2>&1`], { stdio: 'ignore' });
    const { holder } = this;
    await until(() => existsSync(join(folder, 'ready')) || holder.exitCode !== null, 'the namespaces are ready');
    if (holder.exitCode !== null) throw new Error(`the namespaces ended: ${readFileSync(log, 'utf8')}`);
    const children = readFileSync(`/proc/${holder.pid ?? 0}/task/${holder.pid ?? 0}/children`, 'utf8');
    this.init = Number(children.trim().split(' ')[0]);
    if (options.subnet !== undefined) this.plugIn(options.subnet);
    if (options.ssh) this.run('env', `LD_LIBRARY_PATH=${options.ssh.libraries}`, options.ssh.sshd, '-f', join(folder, 'sshd_config'));
    await this.startDaemon();
  }

  /** A cable from this machine; it goes with the namespace. */
  private plugIn(subnet: number): void {
    const cable = `labtest${subnet}`;
    const ip = (...args: string[]): unknown => execFileSync('ip', args);
    ip('link', 'add', cable, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(this.init));
    ip('address', 'add', `10.254.${subnet}.1/30`, 'dev', cable);
    ip('link', 'set', cable, 'up');
    this.run('ip', 'address', 'add', `${this.address}/30`, 'dev', 'eth0');
    this.run('ip', 'link', 'set', 'eth0', 'up');
    this.run('ip', 'route', 'add', 'default', 'via', `10.254.${subnet}.1`);
  }

  /** What enters it. */
  get entrance(): readonly string[] {
    return ['-t', String(this.init), '-m', '-u', '-n', '-i', '-p'];
  }
}

function generateKey(file: string): void {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file]);
}

async function until(done: () => boolean, what: string): Promise<void> {
  for (let left = 3000; !done(); left--) {
    if (left === 0) throw new Error(`it did not happen within 60 s that ${what}`);
    await sleep(20);
  }
}

function daemonConfiguration(name: string): string {
  const uuid = createHash('sha256').update(name).digest('hex');
  return `host_uuid = "${uuid.slice(0, 32)}"
unix_sock_group = "ops"
unix_sock_rw_perms = "0770"
auth_unix_rw = "none"
`;
}

function sshConfiguration(folder: string): string {
  return `HostKey ${folder}/host_key
AuthorizedKeysFile ${folder}/id_ed25519.pub
PidFile /run/sshd.pid
PermitRootLogin prohibit-password
PasswordAuthentication no
StrictModes no
UsePAM no
`;
}

function initScript(folder: string, { name, disk }: HypervisorOptions): string {
  return `set -e
mount --make-rprivate /
hostname ${name}
ip link set lo up
# Without control groups its machines cannot be mistaken for those of another host.
umount -R /sys
mount -t sysfs sysfs /sys
cp -a /var/cache/libvirt/. ${folder}/cache/ 2>/dev/null || true
if [ ! -d ${folder}/libvirt ]; then
  mkdir -p ${folder}/libvirt ${folder}/state
  cp -a /etc/libvirt/*.conf ${folder}/libvirt/
  cp ${folder}/libvirtd.conf ${folder}/libvirt/libvirtd.conf
  echo 'stdio_handler = "file"' >> ${folder}/libvirt/qemu.conf
fi
for place in /run /var/log; do mount -t tmpfs -o mode=755 tmpfs $place; done
${disk === undefined ? freshPlaces(folder) : lastingPlaces(folder)}
mkdir -p /run/sshd /run/lock /var/log/libvirt /var/lib/libvirt/images /var/cache/libvirt
mount --bind ${folder}/cache /var/cache/libvirt
cat /etc/passwd - > ${folder}/passwd <<END
sshd:x:64711:65534::/run/sshd:/usr/sbin/nologin
ops:x:64712:64712::${folder}/home:/bin/sh
END
{ cat /etc/group; echo ops:x:64712:; } > ${folder}/group
{ cat /etc/shadow; echo 'ops:*:19000:0:99999:7:::'; } > ${folder}/shadow
# libvirt asks for the full form of the host's name, and nobody else answers.
{ cat /etc/hosts; echo 127.0.1.1 ${name}; } > ${folder}/hosts
for file in passwd group shadow hosts; do mount --bind ${folder}/$file /etc/$file; done
chown ops: ${folder}/home
touch ${folder}/ready
while :; do sleep 1000 & wait; done
`;
}

function freshPlaces(folder: string): string {
  return `for place in /var/lib/libvirt /etc/libvirt; do mount -t tmpfs -o mode=755 tmpfs $place; done
cp -a ${folder}/libvirt/. /etc/libvirt/`;
}

function lastingPlaces(folder: string): string {
  return `mount -t tmpfs -o mode=1777 tmpfs /tmp
mount --bind ${folder}/state /var/lib/libvirt
mount --bind ${folder}/libvirt /etc/libvirt`;
}
