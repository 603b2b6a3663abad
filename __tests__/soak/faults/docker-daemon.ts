import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DockerEngine } from '../../../packages/cli/src/lab/docker-engine';
import { type Hypervisor } from '../../support/hypervisor';

const SOCKET = '/run/docker.sock';

/** A Docker daemon of a hypervisor's own, with everything that it keeps on the hypervisor's disk. */
export class DockerDaemon {
  constructor(private readonly host: Hypervisor) {
    mkdirSync(join(host.folder, 'containers'));
    writeFileSync(join(host.folder, 'docker.sh'), script(host.folder));
  }

  /** Its socket, seen from outside. */
  get socket(): string {
    return this.host.outside(SOCKET);
  }

  /** Starts it and waits until it listens. */
  async start(): Promise<void> {
    const command = ['unshare', '-m', 'sh', join(this.host.folder, 'docker.sh')];
    const daemon = spawn('nsenter', [...this.host.entrance, ...command], { stdio: 'ignore' });
    for (let left = 1500; !(await this.answers()); left--) {
      if (left === 0 || daemon.exitCode !== null) {
        throw new Error(`dockerd does not answer: ${readFileSync(join(this.host.folder, 'docker.log'), 'utf8').slice(-2000)}`);
      }
      await sleep(20);
    }
  }

  /** Kills it, as a crash would; its containers stay. */
  async kill(): Promise<void> {
    this.host.run('sh', '-c', 'kill -9 $(pgrep -x dockerd)');
    while (this.host.pids('dockerd').length > 0) await sleep(20);
  }

  private answers(): Promise<boolean> {
    const engine = new DockerEngine(`unix://${this.socket}`);
    return engine.imageTags().then(
      () => true,
      () => false,
    );
  }
}

/** It alone sees the control groups that containers need, because libvirt would share them with those of the other hosts. */
function script(folder: string): string {
  const mounts = readFileSync('/proc/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, place = '', type = '']) => type.startsWith('cgroup') && place.startsWith('/sys/fs/cgroup'));
  const unified = mounts.length === 1 && mounts[0]?.[1] === '/sys/fs/cgroup';
  return `set -e
${unified ? '' : 'mount -t tmpfs tmpfs /sys/fs/cgroup'}
${mounts.map(([, place, type, options]) => `mkdir -p ${place} && mount -t ${type} -o ${options} none ${place}`).join('\n')}
mkdir -p /var/lib/docker
mount --bind ${folder}/containers /var/lib/docker
exec dockerd --cgroup-parent=/labtest-faults >>${folder}/docker.log 2>&1
`;
}
