import { existsSync, readFileSync } from 'node:fs';
import type { HostCheck } from '../check';

const TUN = '/dev/net/tun';

/** Whether the file systems and devices are there that an init would have provided. */
export const kernelMounts: HostCheck = {
  name: 'kernel-mounts',
  title: 'Control groups, shared memory, tap device',
  needs: ['platform'],
  async probe({ wants }) {
    const mounts = mountPoints(readFileSync('/proc/self/mountinfo', 'utf8'));
    const gaps: { missing: string; fix: string }[] = [];
    const docker = wants.dockerSockets.length > 0;
    if (docker && ![...mounts].some(([point, type]) => type.startsWith('cgroup') && point.startsWith('/sys/fs/cgroup'))) {
      gaps.push({ missing: 'control groups in /sys/fs/cgroup', fix: cgroupCommands(readFileSync('/proc/cgroups', 'utf8')) });
    }
    if (docker && !mounts.has('/dev/shm') && !existsSync('/dev/shm')) {
      gaps.push({ missing: '/dev/shm', fix: 'mkdir -p /dev/shm\nmount -t tmpfs -o mode=1777,nosuid,nodev shm /dev/shm' });
    }
    if (wants.libvirt && !existsSync(TUN)) {
      gaps.push({ missing: TUN, fix: `mkdir -p /dev/net\nmknod -m 0666 ${TUN} c 10 200` });
    }
    return gaps.length === 0
      ? { ok: true, found: 'all there' }
      : { ok: false, found: `missing: ${gaps.map(({ missing }) => missing).join(', ')}`, fix: gaps.map(({ fix }) => fix).join('\n') };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};

/** The type of what is mounted at each place, from the content of `/proc/self/mountinfo`. */
export function mountPoints(mountInfo: string): Map<string, string> {
  return new Map(
    mountInfo.split('\n').flatMap((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const point = before.split(' ')[4];
      const type = after.split(' ')[0];
      return point && type ? [[point, type] as const] : [];
    }),
  );
}

/** The commands that mount control groups, version 2 unless the kernel has given its controllers to version 1. */
export function cgroupCommands(procCgroups: string): string {
  const controllers = procCgroups
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/\s+/))
    .filter(([, , , enabled]) => enabled === '1');
  const taken = controllers.filter(([, hierarchy]) => hierarchy !== '0').map(([name]) => String(name));
  if (taken.length === 0) {
    return 'mount -t cgroup2 cgroup2 /sys/fs/cgroup';
  }
  const each = taken.map((name) => `mkdir -p /sys/fs/cgroup/${name}\nmount -t cgroup -o ${name} cgroup /sys/fs/cgroup/${name}`);
  return ['mount -t tmpfs -o mode=755 cgroup /sys/fs/cgroup', ...each].join('\n');
}
