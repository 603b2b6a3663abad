import type { Endpoint } from '../core';

/** Where members of etcd listen to clients; that and the next are registered for it. Source: IANA, etcd-client and etcd-server. */
export const ETCD_CLIENT_PORT = 2379;
const PEER_PORT = 2380;

/** What the configuration of one member is made from. */
export interface EtcdMember {
  /** One of `members`. */
  readonly name: string;
  readonly members: readonly Endpoint[];
  readonly clusterState: 'new' | 'existing';
  /** Tells this cluster from others, so that members never mix. */
  readonly token: string;
  readonly dataFolder: string;
}

/** The configuration file of a member of etcd, in JSON, which is YAML too. */
export function renderEtcd({ name, members, clusterState, token, dataFolder }: EtcdMember): string {
  const own = members.find((member) => member.name === name)?.address ?? '';
  const [client, peer] = [ETCD_CLIENT_PORT, PEER_PORT].map((port) => `http://${own}:${port}`);
  const settings = {
    name,
    'data-dir': dataFolder,
    'listen-client-urls': `${client},http://127.0.0.1:${ETCD_CLIENT_PORT}`,
    'advertise-client-urls': client,
    'listen-peer-urls': peer,
    'initial-advertise-peer-urls': peer,
    'initial-cluster': members.map((member) => `${member.name}=http://${member.address}:${PEER_PORT}`).join(),
    'initial-cluster-state': clusterState,
    'initial-cluster-token': token,
    // Else every version of every key stays, until the store is full and refuses to write.
    'auto-compaction-mode': 'periodic',
    'auto-compaction-retention': '1h',
    // On by default only where there is no configuration file.
    'enable-grpc-gateway': true,
    logger: 'zap',
    'log-outputs': ['stderr'],
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}
