import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HostCheck } from '../check';

const FOLDER = '/proc/sys/net/bridge';
const SETTINGS = ['bridge-nf-call-iptables', 'bridge-nf-call-ip6tables'];

/** Whether the kernel asks the packet filters of machines about what passes between two machines of one bridge. */
export const bridgeFilters: HostCheck = {
  name: 'bridge-filters',
  title: 'Packet filters on bridges',
  needs: ['libvirt', 'docker'],
  probe({ wants }) {
    const guarded = wants.machines.filter(({ uses = [] }) => uses.includes('packet-filters'));
    return Promise.resolve(guarded.length === 0 ? { ok: true, found: 'not needed' } : findingOf(FOLDER));
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};

/** What a folder of the kernel's settings for bridges says; it is not there before the module is. */
export function findingOf(folder: string): { ok: boolean; found: string; fix?: string } {
  const off = SETTINGS.filter((name) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8').trim() !== '1');
  if (off.length === 0) {
    return { ok: true, found: 'on' };
  }
  const commands = [...(existsSync(folder) ? [] : ['modprobe br_netfilter']), ...off.map((name) => `sysctl -w net.bridge.${name}=1`)];
  return { ok: false, found: `off: security groups do not keep machines of one network apart`, fix: commands.join('\n') };
}
