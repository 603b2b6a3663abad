import { UserError } from '../../errors';
import type { Asset, AssetSource } from '../asset';
import type { Choices } from './choices';
import { registryUrl } from './answers';

/** Which source the user forces; `undefined` leaves the choice to labcloud. */
export interface ForcedSources {
  /** For machine images. */
  readonly image?: 'url' | 'recipe';
  /** For container images. */
  readonly container?: 'registry' | 'packages';
}

/**
 * The forced sources of the environment: `LABCLOUD_IMAGE_SOURCE` and `LABCLOUD_CONTAINER_SOURCE`.
 *
 * @throws UserError for a value that is neither
 */
export function forcedSources(environment: NodeJS.ProcessEnv = process.env): ForcedSources {
  return {
    image: oneOf('LABCLOUD_IMAGE_SOURCE', environment.LABCLOUD_IMAGE_SOURCE, ['url', 'recipe'] as const),
    container: oneOf('LABCLOUD_CONTAINER_SOURCE', environment.LABCLOUD_CONTAINER_SOURCE, ['registry', 'packages'] as const),
  };
}

/** What a choice depends upon. */
export interface ChoiceContext {
  readonly choices: Choices;
  readonly forced: ForcedSources;
  /** Whether a server answers. */
  readonly answers: (url: string) => Promise<boolean>;
  /** Whether the result of making the asset from this source is there already. */
  readonly isCached: (asset: Asset, source: AssetSource) => boolean;
}

/**
 * Chooses what an asset is made from: what is forced, else the only source, else the recorded choice while its result is cached, else the
 * download where its server answers, else the packages.
 *
 * @throws UserError when the asset lacks the forced source, or has none
 */
export async function chooseSource(asset: Asset, context: ChoiceContext): Promise<AssetSource> {
  const { download, build, only } = sourcesOf(asset);
  if (only) {
    return only;
  }
  const forced = asset.kind === 'machine-image' ? context.forced.image : context.forced.container;
  if (forced) {
    const has = [download?.source, build];
    if (!has.includes(forced)) {
      throw new UserError(
        `The image ${asset.id} cannot be made from '${forced}': it has only ${has.filter(Boolean).join(', ') || 'no source'}.`,
        `Add that source to the image, or do not force '${forced}'.`,
      );
    }
    return forced;
  }
  if (!download || !build) {
    return one(asset, download?.source ?? build);
  }
  const recorded = context.choices.image(asset.id);
  if (recorded && context.isCached(asset, recorded)) {
    return recorded;
  }
  if (recorded === build) {
    return build;
  }
  return (await context.answers(download.url)) ? download.source : build;
}

function sourcesOf(asset: Asset): { download?: { source: AssetSource; url: string }; build?: AssetSource; only?: AssetSource } {
  if (asset.kind === 'machine-image') {
    return {
      download: asset.source ? { source: 'url', url: asset.source.url } : undefined,
      build: asset.recipe ? 'recipe' : undefined,
    };
  }
  return {
    only: asset.dockerfile ? 'dockerfile' : undefined,
    download: asset.registry ? { source: 'registry', url: registryUrl(asset.registry.image) } : undefined,
    build: asset.packages ? 'packages' : undefined,
  };
}

function one(asset: Asset, source: AssetSource | undefined): AssetSource {
  if (!source) {
    throw new UserError(
      `The image ${asset.id} says nowhere what it is made from.`,
      'Give it a URL, a registry, a file or Debian packages.',
    );
  }
  return source;
}

function oneOf<T extends string>(name: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined || value === '') {
    return undefined;
  }
  const found = allowed.find((candidate) => candidate === value);
  if (!found) {
    throw new UserError(`${name} must be ${allowed.map((each) => `'${each}'`).join(' or ')}, got '${value}'.`);
  }
  return found;
}
