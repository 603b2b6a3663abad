import type { IConstruct } from 'constructs';
import type { Asset } from './asset';
import type { BudgetSheet } from './ledger';
import type { ProbeDescription } from './probe';
import type { SecretSource } from './secret-source';

/** A hypervisor that a stack uses. */
export interface HostFacts {
  readonly path: string;
  readonly uri: string;
  /** The Terraform variable that chooses between KVM and emulation; null if the program fixed it. */
  readonly acceleratorVariable: string | null;
}

/** A Docker daemon that a stack uses. */
export interface EngineFacts {
  readonly path: string;
  readonly host: string;
  /** ssh's configuration, relative to the project; undefined where the user's own is meant. */
  readonly sshConfig?: string;
  /** The machine of the lab that it is in; undefined where it is on a computer of its own. */
  readonly machine?: string;
}

/** A folder of disk images on a hypervisor. */
export interface PoolFacts {
  readonly name: string;
  readonly host: string;
  readonly path: string;
}

/** A virtual network on a hypervisor. */
export interface NetworkFacts {
  readonly name: string;
  readonly host: string;
  readonly bridge: string;
  readonly subnet: string;
  /** That of IPv6 beside it. @default - none */
  readonly subnet6?: string;
  /** Whether nobody is to leave or enter it through the host. */
  readonly isolated?: true;
}

/** A network of containers. */
export interface DockerNetworkFacts {
  readonly name: string;
  readonly subnet: string;
}

/** What not every machine needs of its hypervisor: the files of UEFI, an emulated TPM, a server of shared folders, libvirt's packet filters. */
export type HypervisorPart = 'uefi' | 'tpm' | 'shared-folders' | 'packet-filters';

/** A machine, as `labcloud` waits for it and logs in to it. */
export interface MachineFacts {
  readonly name: string;
  readonly domain: string;
  readonly path: string;
  readonly uuid: string;
  readonly host: string;
  readonly network: string;
  readonly address: string;
  readonly mac: string;
  /** Empty where cloud-init makes none, so that nothing is known of the system inside. */
  readonly user: string;
  /** Whether it is to run. */
  readonly running: boolean;
  /** In bytes. */
  readonly memory: number;
  /** In bytes. */
  readonly disk: number;
  readonly probes: readonly ProbeDescription[];
  /** What its hypervisor must have beside QEMU. */
  readonly uses: readonly HypervisorPart[];
  /** The address in Terraform of a root disk that the program lets go when its image is another one. @default - none: a person is asked */
  readonly expendableDisk?: string;
}

/** A container that keeps running. */
export interface ServiceFacts {
  readonly name: string;
  readonly container: string;
  readonly path: string;
  /** Where it answers; null if it serves nothing. */
  readonly url: string | null;
  readonly published: readonly { readonly address: string; readonly port: number }[];
}

/** A container that runs once, to its end. */
export interface JobFacts {
  readonly name: string;
  readonly container: string;
  readonly path: string;
  /** The path of its engine. */
  readonly engine: string;
  /** Its address in Terraform. */
  readonly address: string;
}

/** A group whose members `labcloud up` changes a few at a time. */
export interface RolloutFacts {
  readonly path: string;
  /** How many may be away at the same time. */
  readonly atOnce: number;
  readonly members: readonly RolloutMember[];
}

/** A machine or a container of a group. */
export interface RolloutMember {
  readonly name: string;
  /** Its address in Terraform. */
  readonly address: string;
  readonly kind: 'machine' | 'container';
}

/** A secret that Terraform must be handed. */
export interface SecretFacts {
  readonly path: string;
  /** The Terraform variable. */
  readonly variable: string;
  readonly version: number;
  readonly source: SecretSource;
  /** The file that `labcloud` lays down for containers, relative to the project; undefined if none wants one. */
  readonly mountedFile?: string;
}

/** What one stack consists of, beside its Terraform JSON. */
export interface StackFacts {
  readonly hosts: HostFacts[];
  readonly engines: EngineFacts[];
  readonly pools: PoolFacts[];
  readonly networks: NetworkFacts[];
  readonly dockerNetworks: DockerNetworkFacts[];
  readonly machines: MachineFacts[];
  readonly services: ServiceFacts[];
  readonly jobs: JobFacts[];
  readonly rollouts: RolloutFacts[];
  readonly assets: Asset[];
  readonly secrets: SecretFacts[];
}

/** The content of `labcloud.json`: what the command line must know of an app without reading Terraform JSON. */
export interface LabManifest {
  readonly version: 1;
  readonly lab: string;
  readonly stacks: readonly ({
    readonly name: string;
    /** The stack's folder, relative to the output folder. */
    readonly directory: string;
    /** Terraform's state, relative to the stack's folder. */
    readonly state: string;
    /** The names of the stacks that must be applied first. */
    readonly dependencies: readonly string[];
  } & StackFacts)[];
  /** What the whole app takes of each computer and pool. */
  readonly budget: BudgetSheet;
}

/** The facts of a stack that has nothing yet. */
export function noFacts(): StackFacts {
  return {
    hosts: [],
    engines: [],
    pools: [],
    networks: [],
    dockerNetworks: [],
    machines: [],
    services: [],
    jobs: [],
    rollouts: [],
    assets: [],
    secrets: [],
  };
}

/** What a `LabApp` knows of its stacks. */
export interface StackRecord extends IConstruct {
  readonly facts: StackFacts;
  /** Terraform's state, relative to the stack's folder. */
  readonly statePath: string;
  readonly dependencies: readonly IConstruct[];
  /** The values of the stack's accelerator variables for an accelerator. */
  variablesFor(accelerator: 'kvm' | 'qemu'): Record<string, unknown>;
}
