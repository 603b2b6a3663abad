import { cgroupCommands, mountPoints } from '../../../../../packages/cli/src/host/checks/kernel-mounts';

const HEADER = '#subsys_name\thierarchy\tnum_cgroups\tenabled\n';

describe('the check of kernel mounts', () => {
  test('reads what is mounted where', () => {
    const info = '24 1 0:22 / /proc rw,relatime shared:5 - proc proc rw\n30 24 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n';

    expect([...mountPoints(info)]).toEqual([
      ['/proc', 'proc'],
      ['/sys/fs/cgroup', 'cgroup2'],
    ]);
  });

  test('mounts control groups of version 2 where no controller is taken', () => {
    expect(cgroupCommands(`${HEADER}cpu\t0\t1\t1\nmemory\t0\t1\t1\n`)).toBe('mount -t cgroup2 cgroup2 /sys/fs/cgroup');
  });

  test('mounts those of version 1 that are taken, without what the kernel was told to disable', () => {
    const commands = cgroupCommands(`${HEADER}cpu\t1\t6\t1\nmemory\t0\t6\t0\n`);

    expect(commands).toContain('mount -t cgroup -o cpu cgroup /sys/fs/cgroup/cpu');
    expect(commands).not.toContain('memory');
  });
});
