import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Asset } from '../assets';
import { UserError } from '../errors';
import { absoluteUri } from './host-uri';
import type { Project } from './project';

/** How to see that a machine serves: an HTTP request to its own address. */
export interface Probe {
  readonly kind: 'http';
  readonly port: number;
  readonly path: string;
}

/** What not every machine needs of its hypervisor: the files of UEFI, an emulated TPM, a server of shared folders, libvirt's packet filters. */
export type HypervisorPart = 'uefi' | 'tpm' | 'shared-folders' | 'packet-filters';

/** A virtual network that the app wants. */
export interface ManifestNetwork {
  readonly name: string;
  readonly host: string;
  readonly bridge: string;
  readonly subnet: string | null;
  /** That of IPv6 beside it. @default - none */
  readonly subnet6?: string;
  /** Whether nobody is to leave or enter it through the host. @default - not */
  readonly isolated?: true;
}

/** A virtual machine that the app wants. */
export interface ManifestMachine {
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
  /** Whether it is to run; one that is not is not waited for. */
  readonly running: boolean;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly disk: number;
  readonly probes: readonly Probe[];
  /** What its hypervisor must have beside QEMU. @default - nothing */
  readonly uses?: readonly HypervisorPart[];
  /** The address in Terraform of a root disk that the app lets go when its image is another one. @default - none: a person is asked */
  readonly expendableDisk?: string;
}

/** A container that the app wants. */
export interface ManifestService {
  readonly name: string;
  readonly container: string;
  readonly path: string;
  readonly url: string | null;
  readonly published: readonly { readonly address: string; readonly port: number }[];
}

/** A container that runs once, to its end. */
export interface ManifestJob {
  readonly name: string;
  readonly container: string;
  readonly path: string;
  /** The path of its engine. */
  readonly engine: string;
  /** Its address in Terraform. */
  readonly address: string;
}

/** A machine or a container of a group. */
export interface RolloutMember {
  readonly name: string;
  /** Its address in Terraform. */
  readonly address: string;
  readonly kind: 'machine' | 'container';
}

/** A group whose members are changed a few at a time. */
export interface ManifestRollout {
  readonly path: string;
  readonly atOnce: number;
  readonly members: readonly RolloutMember[];
}

/** A secret of the app, as a Terraform variable and where its value comes from. */
export interface ManifestSecret {
  readonly path: string;
  readonly variable: string;
  readonly version: number;
  readonly source:
    | { readonly kind: 'environment'; readonly variable: string }
    | { readonly kind: 'file'; readonly path: string }
    | { readonly kind: 'generated'; readonly bytes: number };
  /** The file that containers are given, relative to the project. @default - none wants one */
  readonly mountedFile?: string;
}

/** One stack of the app, as far as the command line needs to know it. */
export interface ManifestStack {
  readonly name: string;
  /** Relative to the output folder. */
  readonly directory: string;
  readonly state: string;
  readonly dependencies: readonly string[];
  readonly hosts: readonly { readonly path: string; readonly uri: string; readonly acceleratorVariable?: string }[];
  readonly engines: readonly { readonly path: string; readonly host: string; readonly sshConfig?: string; readonly machine?: string }[];
  readonly pools: readonly { readonly name: string; readonly host: string; readonly path: string }[];
  readonly networks: readonly ManifestNetwork[];
  readonly dockerNetworks: readonly { readonly name: string; readonly subnet: string }[];
  readonly machines: readonly ManifestMachine[];
  readonly services: readonly ManifestService[];
  /** @default - none */
  readonly jobs?: readonly ManifestJob[];
  /** @default - none */
  readonly rollouts?: readonly ManifestRollout[];
  readonly assets: readonly Asset[];
  readonly secrets: readonly ManifestSecret[];
}

/** What an app takes of one computer. Memory in bytes; null where nothing is known of what there is. */
export interface ManifestComputer {
  readonly computer: string;
  readonly paths: readonly string[];
  readonly memory: { readonly total: number | null; readonly reserve: number; readonly used: number };
  readonly cpus: { readonly total: number | null; readonly reserve: number; readonly overcommit: number; readonly used: number };
  readonly machines: { readonly count: number; readonly stopped: number; readonly memory: number };
  readonly services: { readonly count: number; readonly unlimited: number; readonly memory: number };
}

/** What an app promises of one storage pool, in bytes; null where nothing is known of what there is. */
export interface ManifestPool {
  readonly path: string;
  readonly computer: string;
  readonly folder: string;
  readonly capacity: number | null;
  readonly overcommit: number;
  readonly used: number;
  readonly volumes: number;
}

/** What synth says about the app beside the Terraform JSON: `cdktf.out/labcloud.json`. */
export interface Manifest {
  readonly version: 1;
  readonly lab: string;
  readonly stacks: readonly ManifestStack[];
  readonly budget?: { readonly computers: readonly ManifestComputer[]; readonly pools: readonly ManifestPool[] };
}

/**
 * Reads the manifest of the last synth, or undefined when there was none.
 *
 * @throws UserError when the file is of another version or not JSON
 */
export function readManifest(project: Project): Manifest | undefined {
  if (!existsSync(project.manifestFile)) {
    return undefined;
  }
  let manifest: Manifest;
  try {
    manifest = JSON.parse(readFileSync(project.manifestFile, 'utf8')) as Manifest;
  } catch (error) {
    throw new UserError(`${project.manifestFile} is damaged: ${(error as Error).message}`, "Run 'labcloud synth' again.");
  }
  if (manifest.version !== 1) {
    throw new UserError(`${project.manifestFile} has version ${String(manifest.version)}, expected 1.`, "Run 'labcloud synth' again.");
  }
  return { ...manifest, stacks: manifest.stacks.map((stack) => withAbsoluteUris(project, stack)) };
}

/** The app names files of the project, whatever the folder in which the command runs. */
function withAbsoluteUris({ directory }: Project, stack: ManifestStack): ManifestStack {
  const engines = stack.engines.map(({ sshConfig, ...engine }) => ({
    ...engine,
    host: sshConfig === undefined ? engine.host : `${engine.host}?config=${encodeURIComponent(resolve(directory, sshConfig))}`,
  }));
  return { ...stack, engines, hosts: stack.hosts.map((host) => ({ ...host, uri: absoluteUri(host.uri, directory) })) };
}

/** The absolute folder of a stack. */
export function stackDirectory(project: Project, stack: ManifestStack): string {
  return join(project.outputDirectory, stack.directory);
}

/** Stacks in the order in which they must be applied: dependencies first. */
export function applyOrder(stacks: readonly ManifestStack[]): ManifestStack[] {
  const done = new Map<string, ManifestStack>();
  const byName = new Map(stacks.map((stack) => [stack.name, stack]));
  const visit = (stack: ManifestStack): void => {
    if (!done.has(stack.name)) {
      stack.dependencies.map((name) => byName.get(name)).forEach((dependency) => dependency && visit(dependency));
      done.set(stack.name, stack);
    }
  };
  stacks.forEach(visit);
  return [...done.values()];
}
