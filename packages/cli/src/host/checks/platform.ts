import { release } from 'node:os';
import type { HostCheck } from '../check';
import { distribution } from '../system/distribution';

/** Whether this is Linux at all. */
export const platform: HostCheck = {
  name: 'platform',
  title: 'Operating system',
  async probe() {
    if (process.platform !== 'linux') {
      return { ok: false, found: process.platform, fix: 'Use a machine with Linux: libvirt, QEMU and Docker run there.' };
    }
    return { ok: true, found: `${distribution().name}, Linux ${release()}, ${process.arch}` };
  },
};
