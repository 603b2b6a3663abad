import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { MachineImageAsset } from '../asset';
import { UserError } from '../../errors';
import { debianArchitecture } from '../debian/architecture';
import { type BuildContext, notices, writeConfiguration } from '../debian/build';
import { SOURCE_DATE_EPOCH } from '../debian/epoch';
import { runRootScript } from '../process/root-script';
import { GRUB_FOLDER, makeBootSectors } from './boot-sectors';
import { EFI_PACKAGES, MACHINE_IMAGE } from './disk-script';
import type { GuestFile } from './guest-file';
import type { MachineRecipe } from './recipe';

/**
 * Builds a machine image that boots by itself from Debian packages in `work`, and returns the file.
 *
 * @throws UserError on a processor whose machines do not start from a BIOS
 */
export async function buildRecipeImage(
  asset: Pick<MachineImageAsset, 'id' | 'format'>,
  recipe: MachineRecipe,
  base: string,
  work: string,
  context: BuildContext,
): Promise<string> {
  if (debianArchitecture() !== 'amd64' || !existsSync(GRUB_FOLDER)) {
    throw new UserError(
      `The machine image ${asset.id} can only be built on amd64 with GRUB for a BIOS.`,
      'Run: apt-get install grub-pc-bin   or use an image with a URL.',
    );
  }
  const title = `Building the machine image ${asset.id}`;
  const log = join(context.logs, `image-${asset.id}.log`);
  const root = join(work, 'root');
  const out = join(work, `image.${asset.format}`);
  const configuration = writeConfiguration(work, recipe.suite);
  writeFiles(join(configuration, 'files'), recipe.files);
  mkdirSync(root);
  await makeBootSectors(configuration, { title, log, signal: context.signal });
  await runRootScript(MACHINE_IMAGE, {
    title,
    log,
    env: {
      WORK: root,
      OUT: out,
      FORMAT: asset.format,
      BASE: base,
      CONF: configuration,
      ARCHITECTURE: debianArchitecture(),
      PACKAGES: recipe.packages.join(' '),
      DOWNLOADS: EFI_PACKAGES.join(' '),
      MASKED: recipe.masked.join(' '),
      ROOT_UUID: recipe.uuid,
      SOURCE_DATE_EPOCH,
    },
    signal: context.signal,
    onLine: notices(context.update),
  });
  return out;
}

function writeFiles(folder: string, files: readonly GuestFile[]): void {
  for (const { path, content, mode = 0o644 } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  }
}
