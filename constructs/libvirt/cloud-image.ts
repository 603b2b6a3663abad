import { posix } from 'node:path';
import type { IConstruct } from 'constructs';
import { contentHash, type DebianPackages, kebab, LabApp, LabStack, machineImageAsset, type MachineImageAsset, shown } from '../core';
import { PUBLISHED_IMAGES, type PublishedImage } from './published-images';
import type { DiskFormat } from './volume';

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

const PACKAGE_NAME = /^[a-z0-9][a-z0-9+.-]*$/;

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
  static readonly DEBIAN_12 = CloudImage.published('DEBIAN_12');
  /** Debian 13 (trixie) for clouds, of 2026-07-12. */
  static readonly DEBIAN_13 = CloudImage.published('DEBIAN_13');
  /** Ubuntu 24.04 LTS (noble), of 2026-07-25. */
  static readonly UBUNTU_24_04 = CloudImage.published('UBUNTU_24_04');
  /** Ubuntu 22.04 LTS (jammy), of 2025-05-08. */
  static readonly UBUNTU_22_04 = CloudImage.published('UBUNTU_22_04');
  /** Fedora Cloud 43. */
  static readonly FEDORA_43 = CloudImage.published('FEDORA_43');
  /** Rocky Linux 9.5. */
  static readonly ROCKY_9 = CloudImage.published('ROCKY_9');
  /** AlmaLinux 9.5. */
  static readonly ALMALINUX_9 = CloudImage.published('ALMALINUX_9');
  /** AlmaLinux 10.0. */
  static readonly ALMALINUX_10 = CloudImage.published('ALMALINUX_10');
  /** CentOS Stream 9, of 2025-04-28. */
  static readonly CENTOS_STREAM_9 = CloudImage.published('CENTOS_STREAM_9');
  /** Arch Linux, of 2026-05-15. */
  static readonly ARCH_LINUX = CloudImage.published('ARCH_LINUX');

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
   * @throws RangeError if there is no path, or digest or format cannot be one
   */
  static fromFile(path: string, { digest, format = formatOf(path) }: CloudImageFileOptions = {}): CloudImage {
    if (digest !== undefined && !DIGEST.test(digest)) {
      throw new RangeError(`the digest of ${path} must look like 'sha256:<64 hex digits>' or 'sha512:<128 hex digits>', got '${digest}'`);
    }
    if (path === '' || path.includes('\0')) {
      throw new RangeError(`a CloudImage must have the path of a file, got ${shown(path)}`);
    }
    const name = kebab(posix.basename(path).replace(/\.\w+$/, '')) || 'image';
    return new CloudImage(name, {}, { path, ...(digest !== undefined && { digest }) }, format);
  }

  private static published(name: PublishedImage): CloudImage {
    const { url, digest, otherwise } = PUBLISHED_IMAGES[name];
    return CloudImage.fromUrl(url, { digest, otherwise, name: name.toLowerCase().replaceAll('_', '-') });
  }

  /**
   * A Debian system built from packages; the kernel, cloud-init, SSH and the guest agent are always in it.
   * @throws RangeError if the suite or a package cannot be one
   */
  static fromRecipe(recipe: DebianPackages): CloudImage {
    if (!/^[a-z][a-z-]*$/.test(recipe.suite)) {
      throw new RangeError(`'suite' of a recipe must be the name of a Debian release, e.g. 'bookworm', got '${recipe.suite}'`);
    }
    const strange = recipe.packages.find((name) => !PACKAGE_NAME.test(name));
    if (strange !== undefined) {
      throw new RangeError(`'packages' of a recipe must be names of packages, got '${strange}'`);
    }
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
    if (format !== 'qcow2' && format !== 'raw') {
      throw new RangeError(`the format of a CloudImage must be 'qcow2' or 'raw', got ${shown(format)}`);
    }
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
