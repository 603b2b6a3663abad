import { Container } from '@cdktf/provider-docker/lib/container';
import { Construct } from 'constructs';
import { ConfigError, LabApp, LabStack, nameBelow, type PropNames, refuseUnknownProps } from '../core';
import { checkService } from './container-checks';
import { uploadsFor } from './container-files';
import { CONTAINER_PROPS, type ContainerProps, type IStarted } from './container-props';
import { renderSettings } from './container-settings';
import { Engine } from './engine';
import { labelsOf } from './labels';
import type { Volume } from './volume';
import { type VolumeMount, volumeMount } from './volume-mount';

/** Props of a `ContainerJob`. */
export interface ContainerJobProps extends ContainerProps {
  /**
   * Goes up when it is to run again though nothing else has changed.
   * @default 1
   */
  readonly run?: number;
}

const PROP_NAMES: PropNames<ContainerJobProps> = { ...CONTAINER_PROPS, run: true };

/**
 * A program that runs once, to its end, such as the migration of a database. Applying waits for it, and fails unless it exits with 0.
 * It runs again when something of it changes, and with the next `labcloud up` when it has failed.
 *
 * @example
 * const migration = new docker.ContainerJob(engine, 'Migrate', { image, command: ['/app', 'migrate'], networks: [backend], after: [database] });
 * new docker.ContainerService(engine, 'App', { image, networks: [backend], after: [migration] });
 */
export class ContainerJob extends Construct implements IStarted {
  /** The name of its container on the engine. */
  readonly containerName: string;
  readonly resource: Container;
  private readonly mounts: VolumeMount[] = [];

  /** @throws ConfigError if props contradict each other, the image's tag may change, or a name is taken */
  constructor(scope: Construct, id: string, props: ContainerJobProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    const { run = 1, ...common } = props;
    checkService(this, common);
    if (!Number.isInteger(run) || run < 1) {
      throw new ConfigError(this, `'run' must be a whole number of at least 1, got ${String(run)}`);
    }
    const app = LabApp.of(this);
    const engine = Engine.of(this);
    const name = nameBelow(engine, this);
    this.containerName = `${app.id}-${name}`;
    const { containerName } = this;
    app.ledger.claim(`the container name '${containerName}' on ${engine.host}`, this, 'rename one of them');
    app.ledger.budgets.addService(engine.computer, this, { memory: common.memory?.bytes, cpus: common.cpus });
    const addresses = (props.networks ?? []).map((network) => network.addresses.allocate(this));
    this.resource = new Container(this, 'Resource', {
      name: containerName,
      hostname: props.hostNetwork ? undefined : name,
      image: props.image.bind(this).imageId,
      ...renderSettings(this, props),
      networkMode: props.hostNetwork ? 'host' : undefined,
      networksAdvanced: props.networks?.map((network, index) => ({ name: network.resource.name, ipv4Address: addresses[index] })),
      upload: props.files && uploadsFor(this, { name, address: addresses[0], index: 1 }, props.files),
      volumes: this.mounts,
      mustRun: false,
      attach: true,
      restart: 'no',
      logDriver: 'json-file',
      logOpts: { 'max-size': '10m', 'max-file': '3' },
      labels: labelsOf(this, name, { 'labcloud.job': String(run) }),
      lifecycle: {
        postcondition: [
          {
            condition: '${self.exit_code == 0}',
            errorMessage: `The job ${this.node.path} ended with exit status \${self.exit_code}: docker logs ${containerName}`,
          },
        ],
      },
      provider: engine.provider,
    });
    dependOn(this.resource, props.after);
    const { startedBy } = this;
    LabStack.of(this).facts.jobs.push({
      name,
      container: containerName,
      path: this.node.path,
      engine: engine.node.path,
      get address() {
        return startedBy[0] ?? '';
      },
    });
  }

  get startedBy(): readonly string[] {
    return [`${this.resource.terraformResourceType}.${this.resource.friendlyUniqueId}`];
  }

  /**
   * Puts a volume into its file system.
   * @throws ConfigError if the path is not absolute, or the volume is on another engine
   */
  mount(volume: Volume, path: string, options: { readonly readOnly?: boolean } = {}): this {
    this.mounts.push(volumeMount(this, this.mounts, { volume, path, readOnly: options.readOnly }));
    return this;
  }
}

/** Lets a container wait for others. */
export function dependOn(resource: Container, after: readonly IStarted[] = []): void {
  const addresses = after.flatMap(({ startedBy }) => startedBy);
  if (addresses.length > 0) {
    resource.dependsOn = [...(resource.dependsOn ?? []), ...addresses];
  }
}
