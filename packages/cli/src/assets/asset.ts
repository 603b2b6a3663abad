/** What an image can be built from where nothing but a Debian mirror answers. */
export interface DebianPackages {
  /** The release's code name, e.g. `bookworm`. */
  readonly suite: string;
  /** Packages beside those that every such image has. */
  readonly packages: readonly string[];
}

/** A disk image that must lie in the stack's folder before apply. */
export interface MachineImageAsset {
  readonly kind: 'machine-image';
  readonly id: string;
  /** Relative to the stack's folder. */
  readonly file: string;
  readonly format: string;
  readonly source: { readonly url: string; readonly digest: string | null } | null;
  readonly recipe: DebianPackages | null;
}

/** A Docker build context that must lie in the stack's folder before apply. */
export interface ContainerImageAsset {
  readonly kind: 'container-image';
  readonly id: string;
  /** Relative to the stack's folder. */
  readonly directory: string;
  readonly registry: { readonly image: string } | null;
  readonly packages: DebianPackages | null;
  /** A folder with a Dockerfile, relative to the project. */
  readonly dockerfile: { readonly path: string } | null;
}

/** Something that must exist before Terraform runs. */
export type Asset = MachineImageAsset | ContainerImageAsset;

/** Which of its sources an asset is made from. */
export type AssetSource = 'url' | 'recipe' | 'registry' | 'packages' | 'dockerfile';
