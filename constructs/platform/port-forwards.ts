import { Construct } from 'constructs';
import { checkPort, ConfigError, type ITrafficSource, type PropNames, refuseUnknownProps, type Traffic } from '../core';
import * as docker from '../docker';
import * as libvirt from '../libvirt';
import { missingAdmission } from './admission';
import { renderNginxStream, type StreamServer } from './nginx-stream';

/** The image that forwards unless another one is given. */
const NGINX = docker.Image.fromRegistry('nginx:1.27.3', {
  otherwise: { suite: 'bookworm', packages: ['nginx-light', 'libnginx-mod-stream'] },
});
const CONFIGURATION = '/labcloud/nginx.conf';
const LEAST_PORT = 1024;

/** Props of `PortForwards`. */
export interface PortForwardsProps {
  /** @default - nginx 1.27 */
  readonly image?: docker.Image;
}

/** How a port is forwarded. */
export interface ForwardOptions {
  /**
   * The port of the machine.
   * @default - the same
   */
  readonly to?: number;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
  /**
   * Where to listen; `0.0.0.0` is everywhere.
   * @default '127.0.0.1'
   */
  readonly address?: string;
}

const PROP_NAMES: PropNames<PortForwardsProps> = { image: true };

/**
 * Ports of an engine's machine behind which machines answer that only that computer reaches, such as those behind address translation.
 *
 * It is nginx in a container on the network of its engine's machine: it comes back after a restart of the computer, and needs no rule of the
 * firewall. Machines see the connections come from their own host. A change of the ports ends the connections that there are.
 *
 * @example
 * new platform.PortForwards(engine, 'Doors').forward(2222, web, { to: 22 }).forward(8080, web, { to: 80 });
 */
export class PortForwards extends Construct implements ITrafficSource {
  readonly service: docker.ContainerService;
  private readonly servers: StreamServer[] = [];
  private readonly targets: { machine: libvirt.VirtualMachine; server: StreamServer }[] = [];

  constructor(scope: Construct, id: string, props: PortForwardsProps = {}) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    this.service = new docker.ContainerService(this, 'Default', {
      image: props.image ?? NGINX,
      command: ['nginx', '-e', 'stderr', '-c', CONFIGURATION, '-g', 'daemon off;'],
      files: { [CONFIGURATION]: () => renderNginxStream(this.servers) },
      // nginx writes the file when it listens at all of its ports.
      healthCheck: docker.HealthCheck.command(['sh', '-c', 'kill -0 "$(cat /tmp/nginx.pid)"']),
      hostNetwork: true,
      user: '65534:65534',
    });
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** Where its connections come from: the engine's machine itself. */
  get traffic(): Traffic {
    return this.service.traffic;
  }

  /**
   * Passes what connects to a port on to a machine.
   * @throws ConfigError if a port is none or taken, below 1024, which only root may listen on, or the machine is on another computer
   */
  forward(port: number, machine: libvirt.VirtualMachine, options: ForwardOptions = {}): this {
    const { to = port, protocol = 'tcp', address = '127.0.0.1' } = options;
    if (checkPort(this, port) < LEAST_PORT) {
      throw new ConfigError(this, `must listen on a port from ${LEAST_PORT} on, since it does not run as root, got ${port}`);
    }
    const host = libvirt.Host.of(machine);
    const engine = docker.Engine.of(this);
    if (host.computer !== engine.computer) {
      throw new ConfigError(
        this,
        `cannot forward to ${machine.node.path}, which is on ${host.computer}: create it in an engine of that computer, not of ${engine.computer}`,
      );
    }
    const server = { protocol, address, port, target: machine.address, targetPort: checkPort(this, to) };
    this.service.publish(port, { address, protocol, http: false });
    this.servers.push(server);
    this.targets.push({ machine, server });
    return this;
  }

  private problems(): string[] {
    return this.targets.length === 0
      ? [`forwards nothing: call forward`]
      : this.targets.flatMap(({ machine, server }) => missingAdmission(this, machine, server.targetPort, server.protocol) ?? []);
  }
}
