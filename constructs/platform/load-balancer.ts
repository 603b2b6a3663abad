import { Construct } from 'constructs';
import { ConfigError, checkPort, type ITarget, type ITrafficSource, type PropNames, refuseUnknownProps, type Traffic } from '../core';
import * as docker from '../docker';
import { missingAdmission } from './admission';
import { Balancing } from './balancing';
import { type Backend, renderHaproxy } from './haproxy';
import { TargetHealth } from './target-health';

/** The image that balances unless another one is given. */
const HAPROXY = docker.Image.fromRegistry('haproxy:2.6.12', { otherwise: { suite: 'bookworm', packages: ['haproxy'] } });
/** The path at which the balancer itself says that it is alive, whatever its targets do. */
const ALIVE_PATH = '/.labcloud/alive';

/** Props of a `LoadBalancer`. */
export interface LoadBalancerProps {
  /** @default - each in turn */
  readonly policy?: Balancing;
  /** @default - a GET request for `/` every 2 seconds */
  readonly health?: TargetHealth;
  /** @default - HAProxy 2.6 */
  readonly image?: docker.Image;
}

const PROP_NAMES: PropNames<LoadBalancerProps> = { policy: true, health: true, image: true };

/**
 * One address in front of machines and containers alike, which leaves out those that do not serve.
 *
 * It is HAProxy in a container on the network of its engine's machine, from where every network of the lab can be reached,
 * and listens on loopback.
 *
 * @example
 * new platform.LoadBalancer(engine, 'Front').addTargets([web, wiki], { port: 80 }).publish(8080);
 */
export class LoadBalancer extends Construct implements ITrafficSource {
  readonly service: docker.ContainerService;
  private readonly backends: Backend[] = [];
  private readonly ports: number[] = [];
  private readonly targets: { target: ITarget; port: number }[] = [];

  constructor(scope: Construct, id: string, props: LoadBalancerProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const policy = props.policy ?? Balancing.roundRobin();
    const health = props.health ?? TargetHealth.http();
    this.service = new docker.ContainerService(this, 'Default', {
      image: props.image ?? HAPROXY,
      command: ['haproxy', '-W', '-db', '-f', '/labcloud/haproxy.cfg'],
      files: {
        '/labcloud/haproxy.cfg': () => renderHaproxy({ backends: this.backends, ports: this.ports, policy, health, alivePath: ALIVE_PATH }),
      },
      healthCheck: docker.HealthCheck.http(() => this.ports[0] ?? 0, ALIVE_PATH),
      hostNetwork: true,
      user: '65534:65534',
    });
    this.node.addValidation({ validate: () => this.missing() });
  }

  /** Where its requests come from: the engine's machine itself. */
  get traffic(): Traffic {
    return this.service.traffic;
  }

  /**
   * Sends traffic to a port of these.
   * @throws ConfigError if a target's address is not known at synth, or it is a target already
   */
  addTargets(targets: readonly ITarget[], options: { readonly port: number; readonly weight?: number }): this {
    const port = checkPort(this, options.port);
    const weight = options.weight ?? 1;
    if (!Number.isInteger(weight) || weight < 1 || weight > 256) {
      throw new ConfigError(this, `'weight' must be a whole number from 1 to 256, got ${weight}`);
    }
    this.targets.push(...targets.map((target) => ({ target, port })));
    for (const { name, address } of targets.flatMap((target) => target.endpoints)) {
      if (this.backends.some((backend) => backend.name === name)) {
        throw new ConfigError(this, `${name} is a target already: add it once`);
      }
      this.backends.push({ name, address, port, weight });
    }
    return this;
  }

  /**
   * Listens on a port of loopback.
   * @throws ConfigError if the port is taken, or below 1024, which only root may listen on
   */
  publish(port: number): this {
    if (checkPort(this, port) < 1024) {
      throw new ConfigError(this, `must be published on a port from 1024 on, since it does not run as root, got ${port}`);
    }
    this.service.publish(port);
    this.ports.push(port);
    return this;
  }

  private missing(): string[] {
    return [
      ...(this.backends.length === 0 ? [`has no targets: call addTargets`] : []),
      ...this.targets.flatMap(({ target, port }) => missingAdmission(this, target, port) ?? []),
      ...(this.ports.length === 0 ? [`listens nowhere: call publish`] : []),
    ];
  }
}
