import { isIP } from 'node:net';
import { DockerProvider } from '@cdktf/provider-docker/lib/provider';
import { type IConstruct, Construct } from 'constructs';
import {
  ConfigError,
  computerOf,
  escapeTemplate,
  type HostBudget,
  kebab,
  LabApp,
  LabStack,
  nearest,
  type PropNames,
  refuseUnknownProps,
  shown,
} from '../core';

/** The Docker provider's version that `labcloud` brings; the bindings alone would pin one that may not be had. */
const PROVIDER_VERSION = '4.5.0';

const ADDRESS = /^(?:unix:\/\/\/[^\s]+|(?:ssh|tcp):\/\/[^\s/]+\/?|npipe:\/\/[^\s]+)$/;

const LOCAL = /^(?:unix|npipe):/;
const LOOPBACK = ['127.0.0.1', '::1'] as const;

/** Written by `labcloud up` as soon as machines are there. */
const SSH_CONFIG = '.labcloud/ssh/config';

/** A machine that an engine can be in. */
export interface IEngineMachine extends IConstruct {
  /** Its name in the lab. */
  readonly name: string;
  /** Who logs in there. */
  readonly user: string;
  /** Its address. */
  readonly address: string;
}

/** Props of an `Engine`. */
export interface EngineProps {
  /** Where the daemon listens, e.g. `unix:///var/run/docker.sock` or `ssh://ops@box.lan`. */
  readonly host: string;
  /**
   * A file of the project with ssh's configuration for that computer, e.g. which key logs in there.
   * @default - the user's own, `~/.ssh/config`
   */
  readonly sshConfig?: string;
  /**
   * What services and machines may take of its computer's memory and processors together.
   * @default - what `labcloud hosts` read, less a reserve; without either nothing is refused
   */
  readonly budget?: HostBudget;
}

const PROP_NAMES: PropNames<EngineProps> = { host: true, sshConfig: true, budget: true };

/** A Docker daemon. Everything created inside it runs there. */
export class Engine extends Construct {
  /** @throws ConfigError if there is none above `scope` */
  static of(scope: IConstruct): Engine {
    return nearest(scope, Engine, 'docker.Engine');
  }

  /** The daemon of this machine. */
  static local(scope: Construct, id: string): Engine {
    return new Engine(scope, id, { host: 'unix:///var/run/docker.sock' });
  }

  /**
   * The daemon of another computer, reached through the system's ssh, which nobody is to be asked a password by.
   * @param target `box.lan`, `ops@box.lan` or `ops@box.lan:2222`; the user there must be allowed to use Docker
   * @param options `sshConfig`: a file of the project with ssh's configuration, by default the user's own
   */
  static ssh(scope: Construct, id: string, target: string, options: Omit<EngineProps, 'host'> = {}): Engine {
    return new Engine(scope, id, { ...options, host: `ssh://${target}` });
  }

  /**
   * The daemon in a machine of the lab, which comes up first. The engine's stack is another one than the machine's.
   * @param machine a machine with Docker, such as one with `addPackages('docker.io')`, whose first user may use it
   * @throws ConfigError if both are in one stack, or nobody can log in to the machine
   */
  static inMachine(scope: Construct, id: string, machine: IEngineMachine): Engine {
    const stack = LabStack.of(scope);
    const below = LabStack.of(machine);
    if (stack === below) {
      throw new ConfigError(
        scope,
        `an engine in ${machine.node.path} must be in another stack than that, as the machine has to be there first`,
      );
    }
    if (machine.user === '') {
      throw new ConfigError(scope, `an engine in ${machine.node.path} needs a user there, whom cloud-init makes`);
    }
    stack.addDependency(below);
    return new Engine(scope, id, { host: `ssh://${machine.user}@${machine.name}`, sshConfig: SSH_CONFIG }, machine);
  }

  readonly host: string;
  /** The computer that it is on, as all who share its ports, subnets and memory know it. */
  readonly computer: string;
  readonly provider: DockerProvider;
  private readonly machine: IEngineMachine | undefined;
  private readonly sshConfig: string | undefined;

  /**
   * @param machine the machine of the lab that it is in; see `inMachine`
   * @throws ConfigError if the address is not one that Docker can be reached at
   */
  constructor(scope: Construct, id: string, props: EngineProps, machine?: IEngineMachine) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    checkAddress(this, props.host);
    this.host = props.host;
    this.computer = computerOf(props.host);
    this.machine = machine;
    const app = LabApp.of(this);
    app.ledger.claim(`the name '${kebab(id)}' of an engine in the stack ${LabStack.of(this).node.id}`, this, 'rename one of them');
    app.ledger.budgets.addOwner(this.computer, this, props.budget, app.measured.of(this.node.path));
    const stack = LabStack.of(this);
    const { sshConfig } = props;
    this.sshConfig = sshConfig;
    if (sshConfig !== undefined && !props.host.startsWith('ssh://')) {
      throw new ConfigError(this, `'sshConfig' is for an engine that ssh reaches, got the host ${shown(props.host)}`);
    }
    this.provider = new DockerProvider(this, 'Provider', {
      host: escapeTemplate(props.host),
      sshOpts: sshConfig === undefined ? undefined : ['-F', escapeTemplate(app.fromStack(stack.node.id, sshConfig))],
      alias: kebab(id),
    });
    stack.addOverride('terraform.required_providers.docker.version', PROVIDER_VERSION);
    stack.facts.engines.push({ path: this.node.path, host: props.host, sshConfig, machine: machine?.name });
  }

  /** Whether it is the daemon of this machine. */
  get isHere(): boolean {
    return LOCAL.test(this.host);
  }

  /**
   * Where this machine finds what its computer publishes at an address of its own; undefined where it does not, or nobody can tell:
   * a file with ssh's configuration may give the computer any name.
   */
  fromHere(address: string): string | undefined {
    const isEvery = address === '0.0.0.0' || address === '::';
    if (this.isHere) {
      return isEvery ? LOOPBACK[isIP(address) === 6 ? 1 : 0] : address;
    }
    if (!isEvery) {
      return address === '::1' || address.startsWith('127.') ? undefined : address;
    }
    const { hostname } = new URL(this.host);
    return this.machine?.address ?? (this.sshConfig !== undefined ? undefined : hostname.replace(/^\[|\]$/g, ''));
  }
}

function checkAddress(scope: IConstruct, host: string): void {
  if (!ADDRESS.test(host)) {
    throw new ConfigError(
      scope,
      `'host' must be the address of a Docker daemon like 'unix:///var/run/docker.sock' or 'ssh://ops@box.lan', got ${shown(host)}`,
    );
  }
  if (/:\/\/[^/]*:[^/]*@/.test(host)) {
    throw new ConfigError(scope, `'host' must not hold a password, which would be found in Terraform's files: let ssh use a key`);
  }
}
