import type { CheckContext, Finding, HostCheck } from '../check';
import { startCommands } from '../daemon/by-hand';
import { isStalePidFile } from '../daemon/stale-pid-file';
import { processesNamed } from '../system/process-table';
import { hasSystemd } from '../system/systemd';
import { getOverUnixSocket, isListened } from '../system/unix-socket';
import { userName } from '../system/user';

const DEFAULT_SOCKETS = ['/var/run/docker.sock', '/run/docker.sock'];
const PID_FILES = [
  { file: '/var/run/docker.pid', daemon: 'dockerd' },
  { file: '/var/run/docker/containerd/containerd.pid', daemon: 'containerd' },
];

/** Whether Docker's daemon runs and answers. */
export const docker: HostCheck = {
  name: 'docker',
  title: 'Docker',
  needs: ['os-packages', 'kernel-mounts'],
  settles: 60_000,
  daemons: ['dockerd'],
  async probe({ wants }) {
    if (wants.dockerSockets.length === 0) {
      return { ok: true, found: 'not needed' };
    }
    const findings = await Promise.all(wants.dockerSockets.map(probeSocket));
    return findings.find(({ ok }) => !ok) ?? findings[0] ?? { ok: true, found: 'not needed' };
  },
  async apply({ root }: CheckContext, { fix = '' }, onLine) {
    // One that runs and does not answer yet is waited for, never started a second time.
    if (processesNamed('dockerd').length === 0) {
      await root.script(fix, onLine);
    }
  },
};

async function probeSocket(socket: string): Promise<Finding> {
  const running = processesNamed('dockerd');
  if (running.length === 0 && hasSystemd() && isListened([socket])) {
    return { ok: true, found: 'starts when it is asked, through systemd' };
  }
  try {
    await getOverUnixSocket(socket, '/_ping');
    const { Version: version } = JSON.parse(await getOverUnixSocket(socket, '/version')) as { Version: string };
    return { ok: true, found: `Docker ${version} answers at ${socket}` };
  } catch (error) {
    return explain(socket, error as NodeJS.ErrnoException, running);
  }
}

function explain(socket: string, error: NodeJS.ErrnoException, running: readonly number[]): Finding {
  if (error.code === 'EACCES') {
    const fix = `usermod -aG docker ${userName()}\n# then log in again`;
    return { ok: false, found: `${userName()} may not use Docker at ${socket}`, fix, onlyByHand: true };
  }
  if (running.length > 0) {
    const fix = 'Look into its log; restart it only when nothing else on this machine uses it.';
    return { ok: false, found: `dockerd runs (process ${running.join(', ')}) but does not work at ${socket}: ${error.message}`, fix };
  }
  if (!DEFAULT_SOCKETS.includes(socket)) {
    return { ok: false, found: `nothing answers at ${socket}`, fix: 'Start the Docker engine that the app names there.', onlyByHand: true };
  }
  const stale = PID_FILES.filter(({ file, daemon }) => isStalePidFile(file, daemon)).map(({ file }) => `rm -f ${file}`);
  const start = hasSystemd() ? ['systemctl enable --now docker.service'] : [...stale, startCommands(['dockerd'])];
  return { ok: false, found: 'dockerd does not run', fix: start.join('\n') };
}
