import { createHash } from 'node:crypto';
import type { DebianPackages } from '../asset';
import { shortHash } from '../cache/digest';
import { SOURCE_DATE_EPOCH } from '../debian/epoch';
import { INSTALL } from '../debian/scripts';
import { SLIM } from '../debian/slim';
import { bootFiles } from './boot-files';
import { cloudFiles } from './cloud-files';
import { cloudStageFiles } from './cloud-stages';
import { DISK, EFI_PACKAGES } from './disk-script';
import type { GuestFile } from './guest-file';
import { MACHINE_PACKAGES } from './packages';
import { MASKED_GENERATORS, MASKED_UNITS, systemFiles } from './system-files';

/** All that decides what a machine image becomes; equal recipes make equal images, but for the packages' versions. */
export interface MachineRecipe {
  readonly suite: string;
  readonly packages: readonly string[];
  readonly files: readonly GuestFile[];
  /** What is switched off, below `/etc/systemd`. */
  readonly masked: readonly string[];
  /** Of the root file system. */
  readonly uuid: string;
  /** Names the result. */
  readonly hash: string;
}

/** The whole recipe of a machine image with these packages. */
export function machineRecipe({ suite, packages }: DebianPackages): MachineRecipe {
  const more = [...new Set(packages)].filter((name) => !MACHINE_PACKAGES.includes(name)).sort();
  const uuid = uuidOf(`${suite} ${more.join(' ')}`);
  const recipe = {
    suite,
    packages: [...MACHINE_PACKAGES, ...more],
    files: [...bootFiles(uuid), ...cloudFiles(), ...cloudStageFiles(), ...systemFiles()],
    masked: [...MASKED_UNITS.map((unit) => `system/${unit}`), ...MASKED_GENERATORS.map((generator) => `system-generators/${generator}`)],
    uuid,
  };
  return { ...recipe, hash: shortHash([recipe, INSTALL, EFI_PACKAGES, DISK, SLIM, SOURCE_DATE_EPOCH]) };
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
