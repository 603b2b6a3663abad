import { basename, join } from 'node:path';
import { UserError } from '../errors';
import type { Progress } from '../ui/progress';
import type { Asset, AssetSource, DebianPackages, MachineImageAsset } from './asset';
import { Cache } from './cache/cache';
import { Digest, shortHash } from './cache/digest';
import { PACKAGES_IMAGE, ROOTFS_DOCKERFILE, buildPackagesImage } from './container/packages-image';
import { debianArchitecture } from './debian/architecture';
import { type BuildContext, debianBase } from './debian/build';
import { machineRecipe } from './machine/recipe';
import { buildRecipeImage } from './machine/recipe-image';
import { download } from './source/download';

const PACKAGE = /^[a-z0-9][a-z0-9+.-]+$/;
const SUITE = /^[a-z]+$/;
const MEBIBYTE = 1 << 20;

/** The images that this user's labs have made, each named by what it is made from. */
export class ImageCache {
  private readonly images: Cache;
  private readonly containers: Cache;
  private readonly bases: Cache;

  constructor(
    private readonly options: {
      readonly cacheDir: string;
      readonly projectDir: string;
      readonly progress: Progress;
      readonly signal?: AbortSignal;
    },
  ) {
    this.images = new Cache(options.cacheDir, 'images');
    this.containers = new Cache(options.cacheDir, 'containers');
    this.bases = new Cache(options.cacheDir, 'bases');
  }

  /** Whether the image exists already when made from this source. */
  has(asset: Asset, source: AssetSource): boolean {
    return source !== 'registry' && source !== 'dockerfile' ? this.folder(asset).has(nameOf(asset, source)) : true;
  }

  /** Makes the image unless it exists, and returns its file or, for a container, the folder of its build context. */
  async produce(asset: Asset, source: AssetSource): Promise<string> {
    const update = (text: string): void => this.options.progress.update(`${asset.id}: ${text}`);
    const folder = this.folder(asset);
    const name = nameOf(asset, source);
    const onWait = (): void => update('waiting for another run that makes it');
    if (asset.kind === 'machine-image' && source === 'url') {
      return folder.fetch(name, (file) => this.download(asset, file, update), { signal: this.options.signal, onWait });
    }
    return folder.produce(name, (work) => this.build(asset, work, update), { signal: this.options.signal, onWait });
  }

  private folder(asset: Asset): Cache {
    return asset.kind === 'machine-image' ? this.images : this.containers;
  }

  private async download({ source }: MachineImageAsset, file: string, update: (text: string) => void): Promise<void> {
    if (source) {
      await download(source.url, file, {
        digest: source.digest === null ? undefined : Digest.parse(source.digest),
        signal: this.options.signal,
        onProgress: (received, total) =>
          update(`${Math.floor(received / MEBIBYTE)}${total ? ` of ${Math.ceil(total / MEBIBYTE)}` : ''} MiB`),
      });
    }
  }

  private async build(asset: Asset, work: string, update: (text: string) => void): Promise<string> {
    const packages = checked(asset);
    const context: BuildContext = { logs: join(this.options.projectDir, '.labcloud', 'logs'), signal: this.options.signal, update };
    const base = await debianBase(this.bases, packages.suite, context);
    return asset.kind === 'machine-image'
      ? buildRecipeImage(asset, machineRecipe(packages), base, work, context)
      : buildPackagesImage(asset.id, packages, base, work, context);
  }
}

/** The name in the cache: of what the image is made from, labcloud's own recipe included, so that assets with other names share it. */
function nameOf(asset: Asset, source: AssetSource): string {
  if (asset.kind === 'machine-image' && source === 'url') {
    const file = basename(new URL(asset.source?.url ?? '').pathname).replace(/\.[a-z0-9]+$/, '');
    return `${file}-${shortHash(asset.source)}.${asset.format}`;
  }
  const packages = checked(asset);
  if (asset.kind === 'machine-image') {
    return `${packages.suite}-${machineRecipe(packages).hash}.${asset.format}`;
  }
  const hash = shortHash([PACKAGES_IMAGE, ROOTFS_DOCKERFILE, packages.suite, packages.packages, debianArchitecture()]);
  return `${packages.packages[0] ?? packages.suite}-${hash}`;
}

function checked(asset: Asset): DebianPackages {
  const packages = asset.kind === 'machine-image' ? asset.recipe : asset.packages;
  const wrong = packages && (SUITE.test(packages.suite) ? packages.packages.find((name) => !PACKAGE.test(name)) : packages.suite);
  if (!packages || wrong !== undefined) {
    throw new UserError(`The image ${asset.id} names a Debian package or release that cannot exist: '${wrong ?? ''}'.`);
  }
  return packages;
}
