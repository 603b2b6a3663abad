import { contentHash } from './names';

/** Debian packages from which an image can be built without any other download. */
export interface DebianPackages {
  /** The release, e.g. `bookworm`. */
  readonly suite: string;
  /** The packages beside those that every such image has. */
  readonly packages: readonly string[];
}

/** A disk image that must lie in the stack's folder before Terraform runs; `labcloud` downloads or builds it. */
export interface MachineImageAsset {
  readonly kind: 'machine-image';
  /** A name and the hash of everything below, whichever way it is made in the end. */
  readonly id: string;
  /** The file, relative to the stack's folder. */
  readonly file: string;
  readonly format: 'qcow2' | 'raw';
  /** Where it can be downloaded, and the digest that it must then have, e.g. `sha512:…`. */
  readonly source: { readonly url: string; readonly digest: string } | null;
  /** What it can be built from. */
  readonly recipe: DebianPackages | null;
}

/** A Docker build context that must lie in the stack's folder before Terraform runs; `labcloud` makes it. */
export interface ContainerImageAsset {
  readonly kind: 'container-image';
  /** A name and the hash of everything below, whichever way it is made in the end. */
  readonly id: string;
  /** The folder of the build context, relative to the stack's folder. */
  readonly directory: string;
  readonly registry: { readonly image: string } | null;
  readonly packages: DebianPackages | null;
  /** A folder of the project with a Dockerfile, relative to the project. */
  readonly dockerfile: { readonly path: string } | null;
}

/** Something that must exist before Terraform runs. */
export type Asset = MachineImageAsset | ContainerImageAsset;

/** Describes a machine image; equal descriptions give equal ids. */
export function machineImageAsset(name: string, description: Pick<MachineImageAsset, 'format' | 'source' | 'recipe'>): MachineImageAsset {
  const id = `${name}-${contentHash(description)}`;
  return { kind: 'machine-image', id, file: `assets/${id}.${description.format}`, ...description };
}

/** Describes a container image; equal descriptions give equal ids. */
export function containerImageAsset(
  name: string,
  description: Pick<ContainerImageAsset, 'registry' | 'packages' | 'dockerfile'>,
): ContainerImageAsset {
  const id = `${name}-${contentHash(description)}`;
  return { kind: 'container-image', id, directory: `assets/${id}`, ...description };
}
