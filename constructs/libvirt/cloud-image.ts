import { posix } from 'node:path';
import type { IConstruct } from 'constructs';
import { contentHash, type DebianPackages, kebab, LabApp, LabStack, machineImageAsset, type MachineImageAsset } from '../core';
import type { DiskFormat } from './volume';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** Props of `CloudImage.fromUrl`. */
export interface CloudImageUrlOptions {
  /** The digest that the download must have, e.g. `sha512:…`. */
  readonly digest: string;
  /**
   * What to build it from instead where the URL cannot be reached.
   * @default - the URL must be reachable
   */
  readonly otherwise?: DebianPackages;
  /**
   * A short name for its files.
   * @default - from the URL
   */
  readonly name?: string;
  /** Of what it holds, if it is compressed by gzip, xz or zstd. @default - raw if the URL ends so, else qcow2 */
  readonly format?: DiskFormat;
}

/** Props of `CloudImage.fromFile`. */
export interface CloudImageFileOptions {
  /**
   * What the file must be, e.g. `sha512:…`, verified while it is uploaded.
   * @default - anything
   */
  readonly digest?: string;
  /** Of what it holds, if it is compressed by gzip, xz or zstd. @default - raw if the path ends so, else qcow2 */
  readonly format?: DiskFormat;
}

/** What makes an image this image. */
interface ImageDescription {
  readonly name: string;
  readonly made: { readonly source?: MachineImageAsset['source']; readonly recipe?: DebianPackages | null };
  readonly file?: { readonly path: string; readonly digest?: string };
  readonly format: DiskFormat;
}

/** A disk image that boots with cloud-init. */
export class CloudImage {
  /** Debian 12 (bookworm) for clouds, of 2025-02-10. Built from Debian packages where cloud.debian.org cannot be reached. */
  static readonly DEBIAN_12 = CloudImage.fromUrl(
    'https://cloud.debian.org/images/cloud/bookworm/20250210-2019/debian-12-genericcloud-amd64-20250210-2019.qcow2',
    {
      digest:
        'sha512:a58d86525d75fd8e139a2302531ce5d2ab75ef0273cfe78f9d53aada4b23efd45f8433b4806fa4570cfe981c8fae26f5e5e855cbd66ba2198862f28125fd2d45',
      otherwise: { suite: 'bookworm', packages: [] },
      name: 'debian-12',
    },
  );

  /**
   * An image to download, verified by its digest.
   * @throws RangeError if the URL or the digest is not one
   */
  static fromUrl(url: string, options: CloudImageUrlOptions): CloudImage {
    if (!/^https?:\/\/\S+$/.test(url)) {
      throw new RangeError(`the URL of a CloudImage must begin with https:// or http://, got '${url}'`);
    }
    if (!DIGEST.test(options.digest)) {
      throw new RangeError(
        `the digest of ${url} must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got '${options.digest}'`,
      );
    }
    const name =
      options.name ?? (kebab(posix.basename(new URL(url).pathname).replace(/\.(?:qcow2|img|raw|iso)(?:\.(?:gz|xz|zst))?$/, '')) || 'image');
    const { digest, otherwise = null, format = formatOf(url) } = options;
    return new CloudImage(name, { source: { url, digest }, recipe: otherwise }, undefined, format);
  }

  /**
   * A file of the project; relative to it unless absolute.
   * @throws RangeError if the digest is not one
   */
  static fromFile(path: string, { digest, format = formatOf(path) }: CloudImageFileOptions = {}): CloudImage {
    if (digest !== undefined && !DIGEST.test(digest)) {
      throw new RangeError(`the digest of ${path} must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got '${digest}'`);
    }
    const name = kebab(posix.basename(path).replace(/\.\w+$/, '')) || 'image';
    return new CloudImage(name, {}, { path, ...(digest !== undefined && { digest }) }, format);
  }

  /** A Debian system built from packages; the kernel, cloud-init, SSH and the guest agent are always in it. */
  static fromRecipe(recipe: DebianPackages): CloudImage {
    return new CloudImage(kebab(recipe.suite) || 'debian', { source: null, recipe }, undefined, 'qcow2');
  }

  /** What must exist before Terraform runs; undefined for a file of the project, which exists already. */
  readonly asset: MachineImageAsset | undefined;
  /** A name that changes with the description. */
  readonly id: string;
  private readonly extended = new WeakMap<readonly string[], CloudImage>();

  private constructor(
    private readonly name: string,
    private readonly made: ImageDescription['made'],
    private readonly file: ImageDescription['file'],
    readonly format: DiskFormat,
  ) {
    this.asset = file ? undefined : machineImageAsset(name, { format, source: made.source ?? null, recipe: made.recipe ?? null });
    this.id = this.asset?.id ?? `${name}-${contentHash(file)}`;
  }

  /** Whether it is a Debian whose packages labcloud knows how to install. */
  get isDebian(): boolean {
    return this.made.recipe != null;
  }

  /** The same image with more packages in its recipe, so that a machine without internet has them. */
  withPackages(packages: readonly string[]): CloudImage {
    const { source, recipe } = this.made;
    if (!recipe) {
      return this;
    }
    let image = this.extended.get(packages);
    if (!image) {
      const all = [...new Set([...recipe.packages, ...packages])].sort();
      image = new CloudImage(this.name, { source, recipe: { ...recipe, packages: all } }, this.file, this.format);
      this.extended.set(packages, image);
    }
    return image;
  }

  /** What makes it this image, to be kept in the lock file. */
  get description(): ImageDescription {
    return { name: this.name, made: this.made, file: this.file, format: this.format };
  }

  /** An image as a lock file remembers it; this one if that cannot be read. */
  asRemembered(description: unknown): CloudImage {
    const { name, made, file, format } = (description ?? {}) as Partial<ImageDescription>;
    return name !== undefined && made !== undefined && format !== undefined ? new CloudImage(name, made, file, format) : this;
  }

  /** The digest that the provider verifies while it uploads. What was downloaded or built is verified in the cache, by either digest. */
  get digest(): string | undefined {
    return this.file?.digest;
  }

  /** Where the provider finds it, relative to the folder of the stack of `scope`. */
  urlFrom(scope: IConstruct): string {
    return this.file ? LabApp.of(scope).fromStack(LabStack.of(scope).node.id, this.file.path) : (this.asset?.file ?? '');
  }
}

function formatOf(path: string): DiskFormat {
  return /\.raw(?:\.(?:gz|xz|zst))?$/.test(path) ? 'raw' : 'qcow2';
}
