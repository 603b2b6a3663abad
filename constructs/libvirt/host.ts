import type { DomainCpu, DomainCpuFeatures } from '@cdktf/provider-libvirt/lib/domain';
import { LibvirtProvider } from '@cdktf/provider-libvirt/lib/provider';
import { TerraformVariable } from 'cdktf';
import { type IConstruct, Construct } from 'constructs';
import {
  checkChoice,
  computerOf,
  escapeTemplate,
  type HostBudget,
  kebab,
  LabApp,
  LabStack,
  nearest,
  processorUnder,
  type PropNames,
  refuseUnknownProps,
} from '../core';
import { hostUriOf } from './host-uri';

/** What runs the guests' instructions: the processor (`kvm`) or a program (`qemu`), which is some ten times slower. */
export type Accelerator = 'kvm' | 'qemu';

/** Props of a `Host`. */
export interface HostProps {
  /**
   * The libvirt connection URI, e.g. `qemu+ssh://ops@kvm1.lan/system`. Through ssh, with the user's configuration and keys, the host is
   * trusted when it is seen first and recognised ever after; `known_hosts` names a file of keys that are trusted instead, `keyfile` a key
   * to log in with, both relative to the project.
   */
  readonly uri: string;
  /**
   * What runs the guests.
   * @default - for this machine what `labcloud doctor` found out by running a guest, else KVM
   */
  readonly accelerator?: Accelerator;
  /**
   * What machines and services may take of its memory and processors together.
   * @default - what `labcloud hosts` read, less a reserve; without either nothing is refused
   */
  readonly budget?: HostBudget;
}

const FEATURES = 'list(object({ name = string, policy = string }))';

const PROP_NAMES: PropNames<HostProps> = { uri: true, accelerator: true, budget: true };

/**
 * A hypervisor. Everything created inside it lives on that machine.
 *
 * @example
 * const host = libvirt.Host.local(stack, 'Workstation');
 */
export class Host extends Construct {
  /** @throws ConfigError if there is none above `scope` */
  static of(scope: IConstruct): Host {
    return nearest(scope, Host, 'libvirt.Host');
  }

  /** The hypervisor of this machine. */
  static local(scope: Construct, id: string, props: Omit<HostProps, 'uri'> = {}): Host {
    return new Host(scope, id, { uri: 'qemu:///system', ...props });
  }

  readonly uri: string;
  /** The computer that it is, as all who share its ports, subnets and memory know it. */
  readonly computer: string;
  readonly provider: LibvirtProvider;
  /** The type of its domains: a literal, or a reference to the variable that decides. */
  readonly domainType: string;
  /** The processor of domains that name none: literals, or references to the variables that decide. */
  readonly cpu: DomainCpu;

  /** @throws ConfigError if the URI is not one of this machine or of one that ssh reaches */
  constructor(scope: Construct, id: string, props: HostProps) {
    super(scope, id);
    refuseUnknownProps(this, props, PROP_NAMES);
    checkChoice(this, 'accelerator', props.accelerator, ['kvm', 'qemu']);
    this.uri = props.uri;
    const { fromProject, fromStack } = hostUriOf(this, props.uri);
    this.provider = new LibvirtProvider(this, 'Provider', { uri: escapeTemplate(fromStack), alias: kebab(id) });
    this.computer = computerOf(props.uri);
    const app = LabApp.of(this);
    app.ledger.claim(`the name '${kebab(id)}' of a host in the stack ${LabStack.of(this).node.id}`, this, 'rename one of them');
    app.ledger.budgets.addOwner(this.computer, this, props.budget, app.measured.of(this.node.path));
    const prefix = kebab(id).replaceAll('-', '_');
    const names = { accelerator: `${prefix}_accelerator`, cpuMode: `${prefix}_cpu_mode`, cpuFeatures: `${prefix}_cpu_features` };
    const stack = LabStack.of(this);
    if (props.accelerator === undefined) {
      this.domainType = this.addVariable('Accelerator', names.accelerator, 'kvm', 'Whether guests run under KVM (kvm) or emulation (qemu)');
      const features = this.addVariable(
        'CpuFeatures',
        names.cpuFeatures,
        null,
        'What that processor is to have beyond its mode, or to lack',
        FEATURES,
      );
      this.cpu = {
        mode: this.addVariable('CpuMode', names.cpuMode, processorUnder('kvm').mode, 'The processor that guests see'),
        features: features as unknown as DomainCpuFeatures[],
      };
    } else {
      this.domainType = props.accelerator;
      this.cpu = processorUnder(props.accelerator) as DomainCpu;
    }
    if (props.accelerator === undefined && !/^qemu\+/.test(props.uri)) {
      stack.registerAccelerator(names);
    }
    stack.facts.hosts.push({
      path: this.node.path,
      uri: fromProject,
      acceleratorVariable: props.accelerator === undefined ? names.accelerator : null,
    });
  }

  /** A plain reference instead of a token: each of a thousand machines has three, and a token costs a search through the text. */
  private addVariable(id: string, name: string, fallback: string | null, description: string, type = 'string'): string {
    const variable = new TerraformVariable(this, id, { type, description });
    variable.overrideLogicalId(name);
    // An override, since cdktf takes null for no default at all.
    variable.addOverride('default', fallback);
    return `\${var.${name}}`;
  }
}
