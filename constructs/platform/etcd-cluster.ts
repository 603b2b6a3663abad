import { Construct } from 'constructs';
import {
  ConfigError,
  contentHash,
  type Endpoint,
  type ITarget,
  LabApp,
  type PropNames,
  refuseUnknownProps,
  shown,
  type Size,
} from '../core';
import * as docker from '../docker';
import { ETCD_CLIENT_PORT, renderEtcd } from './etcd';

/** The image of the members unless another one is given. */
const ETCD = docker.Image.fromRegistry('quay.io/coreos/etcd:v3.4.23', {
  otherwise: { suite: 'bookworm', packages: ['etcd-server', 'etcd-client'] },
});
const CONFIGURATION = '/labcloud/etcd.json';
// No folder of the image, which may belong to a user of its own.
const DATA = '/data';
/** More only make every write slower. Source: https://etcd.io/docs/v3.4/faq/#what-is-maximum-cluster-size */
const MOST_MEMBERS = 7;

const CLUSTER_STATES = ['new', 'existing'] as const;

/** Props of an `EtcdCluster`. */
export interface EtcdClusterProps {
  /**
   * How many members: 1, 3, 5 or 7, of which a majority has to run. Decided at the start: those that exist take up no others.
   * @default 3
   */
  readonly members?: number;
  /**
   * What a member does that has no data yet: begin a `new` cluster with the others, or join the `existing` one, to which `etcdctl member add` has
   * added it before.
   * @default 'new'
   */
  readonly clusterState?: 'new' | 'existing';
  /**
   * The network of the members and of the containers that use them.
   * @default - one of its own
   */
  readonly network?: docker.Network;
  /**
   * What each member may take; beyond that it is ended and starts again.
   * @default - no limit
   */
  readonly memory?: Size;
  /** @default - etcd 3.4 */
  readonly image?: docker.Image;
}

const PROP_NAMES: PropNames<EtcdClusterProps> = { members: true, clusterState: true, network: true, memory: true, image: true };

/**
 * A key-value store that agrees on every write: etcd, as containers that each keep a copy and elect a leader among them.
 *
 * What it has acknowledged is there as long as a majority of its members has its volumes; it serves as long as a majority runs.
 *
 * @example
 * const settings = new platform.EtcdCluster(engine, 'Settings');
 * new docker.ContainerService(engine, 'App', { image, networks: [settings.network], environment: { ETCD: settings.clientUrls.join() } });
 */
export class EtcdCluster extends Construct implements ITarget, docker.IStarted {
  /** The members, each a replica of this service. */
  readonly service: docker.ContainerService;
  readonly network: docker.Network;

  /** @throws ConfigError if the number of members is no odd one up to 7, or the state is none */
  constructor(scope: Construct, id: string, props: EtcdClusterProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const { members = 3, clusterState = 'new', network, memory, image = ETCD } = props;
    if (!Number.isInteger(members) || members < 1 || members > MOST_MEMBERS || members % 2 === 0) {
      throw new ConfigError(
        this,
        `'members' must be 1, 3, 5 or 7, since an even number bears no more failures than the odd one below it, got ${shown(members)}`,
      );
    }
    if (!CLUSTER_STATES.includes(clusterState)) {
      throw new ConfigError(this, `'clusterState' must be one of ${CLUSTER_STATES.join(', ')}, got ${shown(clusterState)}`);
    }
    this.network = network ?? new docker.Network(this, 'Network');
    const token = contentHash([LabApp.of(this).id, this.node.path]);
    this.service = new docker.ContainerService(this, 'Default', {
      image,
      command: ['etcd', '--config-file', CONFIGURATION],
      files: { [CONFIGURATION]: ({ name }) => renderEtcd({ name, members: this.endpoints, clusterState, token, dataFolder: DATA }) },
      networks: [this.network],
      replicas: members,
      // One more would be the majority of three.
      atOnce: 1,
      memory,
      // Answers only where a majority does.
      healthCheck: docker.HealthCheck.command(['etcdctl', '--endpoints', `http://127.0.0.1:${ETCD_CLIENT_PORT}`, 'endpoint', 'health']),
    }).addVolumes('Data', DATA);
  }

  get endpoints(): readonly Endpoint[] {
    return this.service.endpoints;
  }

  /** Where clients ask, e.g. `http://10.64.0.10:2379`, one for each member. */
  get clientUrls(): readonly string[] {
    return this.endpoints.map(({ address }) => `http://${address}:${ETCD_CLIENT_PORT}`);
  }

  get startedBy(): readonly string[] {
    return this.service.startedBy;
  }

  /**
   * Lets this machine's programs ask the members on loopback: the first one at `port`, the others at the ports after it.
   * @throws ConfigError if a port is taken
   */
  publish(port: number): this {
    // Its root says 404; what the health check asks is more.
    this.service.publishEach(port, { to: ETCD_CLIENT_PORT, http: false });
    return this;
  }
}
