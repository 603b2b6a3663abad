import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import type { Progress } from '../ui/progress';
import type { Asset, AssetSource, ContainerImageAsset } from './asset';
import { linkContext, linkFile } from './cache/link';
import { mirrorFolder } from './cache/mirror-folder';
import { ImageCache } from './image-cache';
import { answers } from './source/answers';
import { type Choices } from './source/choices';
import { type ForcedSources, chooseSource, forcedSources } from './source/choose';

/** Where assets are made from and go to. */
export interface PrepareOptions {
  readonly projectDir: string;
  /** The stack's folder, e.g. `cdktf.out/stacks/lab`. */
  readonly stackDir: string;
  /** The user's cache, e.g. `~/.cache/labcloud`. */
  readonly cacheDir: string;
  readonly choices: Choices;
  /** @default - the environment's */
  readonly forced?: ForcedSources;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Makes every asset of a stack, one after the other, and links it into the stack's folder. What the cache has costs nothing.
 *
 * @returns what each was made from, by asset id
 * @throws UserError when an asset cannot be made; what is finished stays in the cache
 */
export async function prepareAssets(assets: readonly Asset[], options: PrepareOptions): Promise<Record<string, AssetSource>> {
  const cache = new ImageCache(options);
  const asked = new Map<string, Promise<boolean>>();
  const context = {
    choices: options.choices,
    forced: options.forced ?? forcedSources(),
    isCached: (asset: Asset, source: AssetSource) => cache.has(asset, source),
    answers: (url: string) => {
      const { origin } = new URL(url);
      const answer = asked.get(origin) ?? answers(url, options.signal);
      asked.set(origin, answer);
      return answer;
    },
  };
  const made: Record<string, AssetSource> = {};
  for (const asset of assets) {
    const source = await chooseSource(asset, context);
    await place(asset, source, cache, options);
    options.choices.recordImage(asset.id, source);
    made[asset.id] = source;
  }
  return made;
}

async function place(asset: Asset, source: AssetSource, cache: ImageCache, options: PrepareOptions): Promise<void> {
  if (asset.kind === 'container-image') {
    await placeContext(asset, source, cache, options);
  } else {
    linkFile(await cache.produce(asset, source), join(options.stackDir, asset.file));
  }
}

async function placeContext(
  asset: ContainerImageAsset,
  source: AssetSource,
  cache: ImageCache,
  { projectDir, stackDir }: PrepareOptions,
): Promise<void> {
  const target = join(stackDir, asset.directory);
  if (source === 'registry') {
    writeContext(target, `FROM ${asset.registry?.image ?? ''}\n`);
  } else if (source === 'dockerfile') {
    mirrorFolder(projectContext(asset, projectDir), target);
  } else {
    linkContext(await cache.produce(asset, source), target);
  }
}

function writeContext(target: string, dockerfile: string): void {
  mkdirSync(target, { recursive: true });
  const file = join(target, 'Dockerfile');
  writeFileSync(`${file}.new`, dockerfile);
  renameSync(`${file}.new`, file);
}

function projectContext({ id, dockerfile }: ContainerImageAsset, projectDir: string): string {
  const folder = resolve(projectDir, dockerfile?.path ?? '');
  if (!existsSync(join(folder, 'Dockerfile'))) {
    throw new UserError(`The container image ${id} is built in ${folder}, which has no Dockerfile.`);
  }
  return folder;
}
