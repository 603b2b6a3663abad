import { Container } from '@cdktf/provider-docker/lib/container';
import { Construct } from 'constructs';
import { isIP } from 'node:net';
import {
  bracketed,
  checkPort,
  ConfigError,
  type Endpoint,
  type ITarget,
  type ITrafficSource,
  LabApp,
  LabStack,
  nameBelow,
  refuseUnknownProps,
  shown,
  type Traffic,
  wholeSeconds,
} from '../core';
import { checkService } from './container-checks';
import { uploadsFor } from './container-files';
import { dependOn } from './container-job';
import type { IStarted } from './container-props';
import { CONTAINER_SERVICE_PROPS, type ContainerServiceProps } from './container-service-props';
import { renderSettings } from './container-settings';
import { Engine } from './engine';
import { labelsOf } from './labels';
import { registerRollout } from './replicas';
import { Volume, type VolumeProps } from './volume';
import { type VolumeMount, volumeMount } from './volume-mount';

const URL_LABEL = 'labcloud.url';

/** How a port is published. */
export interface PublishOptions {
  /**
   * The port in the container.
   * @default - the same
   */
  readonly to?: number;
  /**
   * The address of the engine's machine to listen at.
   * @default - loopback only
   */
  readonly address?: string;
  /** @default 'tcp' */
  readonly protocol?: 'tcp' | 'udp';
  /**
   * Whether what answers there speaks HTTP, so that `labcloud status` can ask it.
   * @default - true, unless it is UDP
   */
  readonly http?: boolean;
}

interface PublishedPort {
  readonly address: string;
  readonly port: number;
  readonly to: number;
  readonly protocol: 'tcp' | 'udp';
  readonly http: boolean;
}

/**
 * A long-running container, or several equal ones, that restart unless stopped.
 * By default it can do little: no capabilities, a read-only root unless files are copied into it, published on loopback only.
 */
export class ContainerService extends Construct implements ITarget, ITrafficSource, IStarted {
  /** The names of the containers on the engine. */
  readonly containerNames: readonly string[];
  /** The resource of each replica. */
  readonly resources: readonly Container[];
  private readonly addresses: readonly (string | undefined)[];
  private readonly mounts: VolumeMount[][];
  private readonly labels: readonly { label: string; value: string }[][];
  /** By replica. */
  private readonly published: PublishedPort[][];
  private readonly props: ContainerServiceProps;

  /** @throws ConfigError if props contradict each other, the image's tag may change, or a name is taken */
  constructor(scope: Construct, id: string, props: ContainerServiceProps) {
    super(scope, id);
    refuseUnknownProps(this, props, CONTAINER_SERVICE_PROPS);
    this.props = props;
    checkService(this, props);
    const app = LabApp.of(this);
    const engine = Engine.of(this);
    const base = nameBelow(engine, this);
    const count = props.replicas ?? 1;
    const names = Array.from({ length: count }, (_, index) => (count === 1 ? base : `${base}-${index + 1}`));
    const image = props.image.bind(this);
    this.containerNames = names.map((name) => `${app.id}-${name}`);
    const scopes = names.map((_, index) => (count === 1 ? this : new Construct(this, `Replica${index + 1}`)));
    const addresses = scopes.map((replica) => (props.networks ?? []).map((network) => network.addresses.allocate(replica)));
    this.addresses = addresses.map(([first]) => first);
    const files = scopes.map((replica, index) => {
      const describe = { name: names[index] ?? base, address: this.addresses[index], index: index + 1 };
      return uploadsFor(replica, describe, props.files ?? {});
    });
    this.labels = scopes.map((replica, index) => labelsOf(replica, names[index] ?? base));
    this.mounts = scopes.map(() => []);
    this.published = scopes.map(() => []);
    const startTimeout = wholeSeconds(this, 'startTimeout', props.startTimeout) ?? 120;
    const stopTimeout = wholeSeconds(this, 'stopTimeout', props.stopTimeout) ?? 10;
    const settings = renderSettings(this, props);
    this.resources = scopes.map((replica, index) => {
      const name = this.containerNames[index] ?? base;
      app.ledger.claim(`the container name '${name}' on ${engine.host}`, replica, 'rename one of them');
      app.ledger.budgets.addService(engine.computer, replica, { memory: props.memory?.bytes, cpus: props.cpus });
      return new Container(replica, 'Resource', {
        name,
        hostname: props.hostNetwork ? undefined : names[index],
        image: image.imageId,
        ...settings,
        networkMode: props.hostNetwork ? 'host' : undefined,
        networksAdvanced: props.networks?.map((network, position) => ({
          name: network.resource.name,
          ipv4Address: addresses[index]?.[position],
          aliases: [base],
        })),
        upload: files[index],
        volumes: this.mounts[index],
        restart: 'unless-stopped',
        stopTimeout: props.stopTimeout && stopTimeout,
        destroyGraceSeconds: stopTimeout,
        logDriver: 'json-file',
        logOpts: { 'max-size': '10m', 'max-file': '3' },
        healthcheck: props.healthCheck?.render(),
        wait: props.healthCheck ? true : undefined,
        waitTimeout: props.healthCheck ? startTimeout : undefined,
        labels: this.labels[index],
        provider: engine.provider,
      });
    });
    this.resources.forEach((resource) => {
      dependOn(resource, props.after);
    });
    names.forEach((name, index) => {
      this.register(name, index);
    });
    registerRollout(this, props.atOnce, names);
  }

  get startedBy(): readonly string[] {
    return this.resources.map((resource) => `${resource.terraformResourceType}.${resource.friendlyUniqueId}`);
  }

  /** The first container's resource. */
  get resource(): Container {
    const [first] = this.resources;
    if (!first) {
      throw new ConfigError(this, `'replicas' must be at least 1`);
    }
    return first;
  }

  get endpoints(): readonly Endpoint[] {
    return this.addresses.map((address, index) => {
      if (address === undefined) {
        throw new ConfigError(this, `has no address that is known at synth: give it 'networks'`);
      }
      return { name: this.containerNames[index]?.slice(LabApp.of(this).id.length + 1) ?? this.node.id, address };
    });
  }

  /** Where its packets come from: its containers' addresses, or those of the engine's machine. */
  get traffic(): Traffic {
    const { computer } = Engine.of(this);
    return this.props.hostNetwork
      ? { addresses: [], computer, fromComputer: true }
      : { addresses: this.endpoints.map(({ address }) => address), computer };
  }

  /**
   * Makes a port of the container reachable from the engine's machine.
   * @throws ConfigError if the port is taken, there are replicas, or it is on the host's network already
   */
  publish(port: number, options: PublishOptions = {}): this {
    if (this.resources.length > 1) {
      throw new ConfigError(
        this,
        `cannot publish port ${port} of ${this.resources.length} replicas: put a load balancer in front of them, or use publishEach`,
      );
    }
    return this.publishEach(port, options);
  }

  /**
   * Makes a port of every replica reachable from the engine's machine: of the first one as `port`, of the others as the ports after it.
   * @param options as for `publish`
   * @throws ConfigError if a port is taken, or it is on the host's network already
   */
  publishEach(port: number, options: PublishOptions = {}): this {
    this.resources.forEach((resource, index) => {
      const { address = '127.0.0.1', to = port, protocol = 'tcp', http = protocol === 'tcp' } = options;
      const published = this.claimPort(index, { address, port: port + index, to, protocol, http });
      if (!this.props.hostNetwork) {
        resource.putPorts(published.map(asPort));
      }
      this.labelUrl(index);
    });
    return this;
  }

  /**
   * Puts a volume into the file system of every replica.
   * @throws ConfigError if the path is not absolute or has a volume, or the volume is on another engine
   */
  mount(volume: Volume, path: string, options: { readonly readOnly?: boolean } = {}): this {
    for (const mounts of this.mounts) {
      mounts.push(volumeMount(this, mounts, { volume, path, readOnly: options.readOnly }));
    }
    return this;
  }

  /**
   * Gives every replica a volume of its own, for what each keeps for itself, such as the members of a cluster. A volume stays when its container is made anew.
   * @param id of the construct, to which the replica's number is added where there are several
   * @throws ConfigError if the path is not absolute or has a volume, or a name is taken
   */
  addVolumes(id: string, path: string, props: VolumeProps = {}): this {
    this.mounts.forEach((mounts, index) => {
      const volume = new Volume(this, this.mounts.length === 1 ? id : `${id}${index + 1}`, props);
      mounts.push(volumeMount(this, mounts, { volume, path }));
    });
    return this;
  }

  private claimPort(index: number, added: PublishedPort): PublishedPort[] {
    const { port, address, to, protocol } = added;
    checkPort(this, port);
    checkPort(this, to);
    if (isIP(address) === 0) {
      throw new ConfigError(this, `a port must be published at an IP address of the engine's machine, got ${shown(address)}`);
    }
    if (this.props.hostNetwork && to !== port) {
      throw new ConfigError(this, `on the host's network a port cannot be published as another one, got ${port} for ${to}`);
    }
    const { computer } = Engine.of(this);
    LabApp.of(this).ledger.claimPort({ computer, port, address, protocol }, this, 'publish one of them on another port');
    const published = this.published[index] ?? [];
    published.push(added);
    return published;
  }

  private register(name: string, index: number): void {
    const published = this.published[index] ?? [];
    const url = (): string | null => this.urlOf(index);
    LabStack.of(this).facts.services.push({
      name,
      container: this.containerNames[index] ?? name,
      path: this.node.path,
      get url() {
        return url();
      },
      get published() {
        return published.map(({ address, port }) => ({ address, port }));
      },
    });
    this.labelUrl(index);
  }

  /** `status` asks what runs, not the program, so the container itself must say where it answers. */
  private labelUrl(index: number): void {
    const labels = this.labels[index];
    const value = this.urlOf(index);
    if (labels && value !== null) {
      const others = labels.filter(({ label }) => label !== URL_LABEL);
      labels.splice(0, labels.length, ...others, { label: URL_LABEL, value });
    }
  }

  /** Where this machine finds it; null where it does not. */
  private urlOf(index: number): string | null {
    const engine = Engine.of(this);
    const published = (this.published[index] ?? []).filter(({ http }) => http);
    if (published.length > 0) {
      const [found] = published.flatMap(({ address, port }) => {
        const here = engine.fromHere(address);
        return here === undefined ? [] : [urlAt(here, port)];
      });
      return found ?? null;
    }
    const address = this.addresses[index];
    return this.props.port === undefined || address === undefined || !engine.isHere ? null : urlAt(address, this.props.port);
  }
}

function asPort({ address, port, to, protocol }: PublishedPort): { ip: string; external: number; internal: number; protocol?: string } {
  return { ip: address, external: port, internal: to, ...(protocol === 'udp' && { protocol }) };
}

function urlAt(address: string, port: number): string {
  return `http://${bracketed(address)}:${port}/`;
}
