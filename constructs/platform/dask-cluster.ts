import { Construct } from 'constructs';
import { ConfigError, type PropNames, refuseUnknownProps, shown, type Size } from '../core';
import * as docker from '../docker';

/** The image of scheduler, workers and jobs unless another one is given: all three have to be of one version. */
const DASK = docker.Image.fromRegistry('ghcr.io/dask/dask:2022.12.1', {
  otherwise: { suite: 'bookworm', packages: ['python3-distributed'] },
});
// Dask's own ports. Source: https://distributed.dask.org/en/stable/configuration.html
const SCHEDULER_PORT = 8786;
const SCHEDULER_HTTP_PORT = 8787;
const WORKER_HTTP_PORT = 8788;
const SCRIPT = '/labcloud/job.py';

/** Props of a `DaskCluster`. */
export interface DaskClusterProps {
  /**
   * How many workers; more or fewer can be had at any time.
   * @default 2
   */
  readonly workers?: number;
  /**
   * How many tasks each worker does at the same time.
   * @default 1
   */
  readonly threads?: number;
  /**
   * What each worker may take; a worker that is near it takes no more tasks, one beyond it is ended and starts again.
   * @default - no limit
   */
  readonly workerMemory?: Size;
  /**
   * The network of scheduler, workers and jobs.
   * @default - one of its own
   */
  readonly network?: docker.Network;
  /**
   * With `python3`, Dask, and what the jobs import.
   * @default - Dask 2022.12
   */
  readonly image?: docker.Image;
}

const PROP_NAMES: PropNames<DaskClusterProps> = { workers: true, threads: true, workerMemory: true, network: true, image: true };

/** Props of a job of a `DaskCluster`. */
export type DaskJobProps = Omit<docker.ContainerJobProps, 'image' | 'command' | 'networks'>;

/**
 * Workers that share the work of Python programs: Dask, as a container that schedules and others that compute. A task whose worker ends is done by
 * another one.
 *
 * @example
 * const cluster = new platform.DaskCluster(engine, 'Cluster', { workers: 4 });
 * cluster.addJob('Squares', 'from distributed import Client\nprint(Client().gather(Client().map(lambda n: n * n, range(10))))');
 */
export class DaskCluster extends Construct implements docker.IStarted {
  readonly network: docker.Network;
  readonly scheduler: docker.ContainerService;
  readonly workers: docker.ContainerService;
  private readonly image: docker.Image;

  /** @throws ConfigError if the number of workers or threads is no whole number of at least 1 */
  constructor(scope: Construct, id: string, props: DaskClusterProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const { workers = 2, threads = 1, workerMemory, network, image = DASK } = props;
    for (const [name, value] of Object.entries({ workers, threads })) {
      if (!Number.isInteger(value) || value < 1) {
        throw new ConfigError(this, `'${name}' must be a whole number of at least 1, got ${shown(value)}`);
      }
    }
    this.image = image;
    this.network = network ?? new docker.Network(this, 'Network');
    this.scheduler = new docker.ContainerService(this, 'Scheduler', {
      image,
      command: [
        ...python('dask_scheduler'),
        '--port',
        String(SCHEDULER_PORT),
        '--dashboard-address',
        `:${SCHEDULER_HTTP_PORT}`,
        '--no-dashboard',
      ],
      networks: [this.network],
      healthCheck: docker.HealthCheck.http(SCHEDULER_HTTP_PORT, '/health'),
    });
    this.workers = new docker.ContainerService(this, 'Worker', {
      image,
      command: [
        ...python('dask_worker'),
        this.schedulerAddress,
        ...['--nthreads', String(threads), '--memory-limit', workerMemory ? String(workerMemory.bytes) : '0'],
        ...['--no-nanny', '--local-directory', '/tmp', '--dashboard-address', `:${WORKER_HTTP_PORT}`, '--no-dashboard'],
      ],
      networks: [this.network],
      replicas: workers,
      memory: workerMemory,
      healthCheck: docker.HealthCheck.http(WORKER_HTTP_PORT, '/health'),
      after: [this.scheduler],
    });
  }

  /** Where clients find the scheduler, e.g. `tcp://10.64.0.10:8786`. */
  get schedulerAddress(): string {
    const [scheduler] = this.scheduler.endpoints;
    return `tcp://${scheduler?.address ?? ''}:${SCHEDULER_PORT}`;
  }

  get startedBy(): readonly string[] {
    return [...this.scheduler.startedBy, ...this.workers.startedBy];
  }

  /**
   * Runs a Python program beside the cluster, in which `Client()` of `distributed` is connected to it. Applying waits for its end.
   * @param script the program
   * @param props as for a `ContainerJob`
   * @throws ConfigError as a `ContainerJob`
   */
  addJob(id: string, script: string, props: DaskJobProps = {}): docker.ContainerJob {
    return new docker.ContainerJob(this, id, {
      ...props,
      image: this.image,
      command: ['python3', SCRIPT],
      networks: [this.network],
      files: { ...props.files, [SCRIPT]: script },
      environment: { PYTHONUNBUFFERED: '1', ...props.environment, DASK_SCHEDULER_ADDRESS: this.schedulerAddress },
      after: [this, ...(props.after ?? [])],
    });
  }

  /**
   * Lets this machine's programs find the scheduler at a port of loopback.
   * @throws ConfigError if the port is taken
   */
  publish(port: number): this {
    this.scheduler.publish(port, { to: SCHEDULER_PORT, http: false });
    return this;
  }
}

function python(program: string): string[] {
  return ['python3', '-m', `distributed.cli.${program}`];
}
