import type { Asset } from './asset';
import type { Choices } from './source/choices';
import { forcedSources } from './source/choose';

const BUILD = ['mmdebstrap', 'zstd', 'debian-archive-keyring'];
const MACHINE = [...BUILD, 'qemu-utils', 'e2fsprogs', 'fdisk', 'grub-pc-bin', 'mtools'];

/**
 * The Debian packages that this machine needs to make these assets, for the host checks to install.
 *
 * @param choices what was chosen before; an image that has packages and nothing chosen counts as built from them
 */
export function assetOsPackages(assets: readonly Asset[], choices?: Choices): string[] {
  const forced = forcedSources();
  const needed = assets.flatMap((asset) => {
    if (asset.kind === 'machine-image') {
      return asset.recipe && (forced.image ?? choices?.image(asset.id) ?? 'recipe') === 'recipe' ? MACHINE : [];
    }
    return asset.packages && (forced.container ?? choices?.image(asset.id) ?? 'packages') === 'packages' ? BUILD : [];
  });
  return [...new Set(needed)];
}
