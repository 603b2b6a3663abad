import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Connection } from '@labcloud/libvirt-client';
import type { HostCheck } from '../check';
import { argumentsOf, processesNamed } from '../system/process-table';

/**
 * Whether a daemon that was killed while it started a network of the lab left its bridge, or its name server: the network could not
 * take their name and address again.
 */
export const leftovers: HostCheck = {
  name: 'leftovers',
  title: 'Left-over networks',
  needs: ['libvirt'],
  async probe({ wants, signal }) {
    const networks = wants.networks.map((network) => ({ ...network, servers: nameServersOf(network.name) }));
    const present = networks.filter(({ bridge, servers }) => hasInterface(bridge) || servers.length > 0);
    if (present.length === 0) {
      return { ok: true, found: 'none' };
    }
    const active = await activeNetworks(wants.libvirtUri, signal);
    const bridges = present.map(({ bridge }) => bridge).filter((bridge) => hasInterface(bridge) && !active.bridges.has(bridge));
    const servers = present.filter(({ name }) => !active.names.has(name)).flatMap((network) => network.servers);
    if (bridges.length === 0 && servers.length === 0) {
      return { ok: true, found: 'none' };
    }
    const used = bridges.find(hasMembers);
    if (used) {
      return {
        ok: false,
        found: `${used} has members, but no network of libvirt's owns it`,
        fix: `End what uses ${used}, then: ip link delete ${used}`,
        onlyByHand: true,
      };
    }
    const things = [...bridges, ...(servers.length > 0 ? [`dnsmasq (process ${servers.join(', ')})`] : [])];
    const fix = [...(servers.length > 0 ? [`kill ${servers.join(' ')}`] : []), ...bridges.map((bridge) => `ip link delete ${bridge}`)];
    return { ok: false, found: `no network of libvirt's owns ${things.join(', ')}`, fix: fix.join('\n') };
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

/** The processes that libvirt starts for a network: a name server and its helper. */
function nameServersOf(network: string): number[] {
  const configuration = `/dnsmasq/${network}.conf`;
  return processesNamed('dnsmasq').filter((pid) =>
    argumentsOf(pid).some((argument) => argument.startsWith('--conf-file=') && argument.endsWith(configuration)),
  );
}

/** `VIR_CONNECT_LIST_NETWORKS_ACTIVE`. */
const ACTIVE_NETWORKS = 2;

async function activeNetworks(uri: string, signal: AbortSignal): Promise<{ names: Set<string>; bridges: Set<string> }> {
  const connection = await Connection.open(uri, { signal, reconnectTimeout: 0, keepAlive: false });
  try {
    const active = await connection.connectListAllNetworks(ACTIVE_NETWORKS);
    const bridges = await Promise.all(active.map((network) => connection.networkGetBridgeName(network).catch(() => '')));
    return { names: new Set(active.map(({ name }) => name)), bridges: new Set(bridges) };
  } finally {
    await connection.close();
  }
}
