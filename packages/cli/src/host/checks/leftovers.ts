import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Connection } from '@labcloud/libvirt-client';
import type { HostCheck } from '../check';

/** Whether bridges of the lab are left that no network of libvirt's owns any more: a new network could not take their name. */
export const leftovers: HostCheck = {
  name: 'leftovers',
  title: 'Left-over bridges',
  needs: ['libvirt'],
  async probe({ wants, signal }) {
    const present = wants.networks.map(({ bridge }) => bridge).filter(hasInterface);
    if (present.length === 0) {
      return { ok: true, found: 'none' };
    }
    const owned = await bridgesInUse(wants.libvirtUri, signal);
    const orphans = present.filter((bridge) => !owned.has(bridge));
    if (orphans.length === 0) {
      return { ok: true, found: 'none' };
    }
    const used = orphans.find(hasMembers);
    if (used) {
      return {
        ok: false,
        found: `${used} has members, but no network of libvirt's owns it`,
        fix: `End what uses ${used}, then: ip link delete ${used}`,
        onlyByHand: true,
      };
    }
    const fix = orphans.map((bridge) => `ip link delete ${bridge}`).join('\n');
    return { ok: false, found: `no network of libvirt's owns ${orphans.join(', ')}`, fix };
  },
  apply: ({ root }, { fix = '' }, onLine) => root.script(fix, onLine),
};

function hasInterface(name: string): boolean {
  return new RegExp(`^\\s*${name}:`, 'm').test(readFileSync('/proc/net/dev', 'utf8'));
}

function hasMembers(bridge: string): boolean {
  const members = `/sys/class/net/${bridge}/brif`;
  return existsSync(members) && readdirSync(members).length > 0;
}

async function bridgesInUse(uri: string, signal: AbortSignal): Promise<Set<string>> {
  const connection = await Connection.open(uri, { signal, reconnectTimeout: 0, keepAlive: false });
  try {
    const networks = await connection.connectListAllNetworks(0);
    const bridges = await Promise.all(
      networks.map(async (network) =>
        (await connection.networkIsActive(network)) ? connection.networkGetBridgeName(network).catch(() => '') : '',
      ),
    );
    return new Set(bridges);
  } finally {
    await connection.close();
  }
}
