import { readFileSync } from 'node:fs';
import type { HostCheck } from '../check';

/** Whether the kernel passes packets from one network to another. */
export const ipForwarding: HostCheck = {
  name: 'ip-forwarding',
  title: 'IP forwarding',
  needs: ['libvirt', 'docker'],
  async probe() {
    const on = readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim() === '1';
    return on ? { ok: true, found: 'on' } : { ok: false, found: 'off', fix: 'sysctl -w net.ipv4.ip_forward=1' };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};
