import { join } from 'node:path';
import type { Asset } from '../../../../packages/cli/src/assets';
import { Choices } from '../../../../packages/cli/src/assets';
import { registryUrl } from '../../../../packages/cli/src/assets/source/answers';
import { type ChoiceContext, chooseSource, forcedSources } from '../../../../packages/cli/src/assets/source/choose';
import { assetOsPackages } from '../../../../packages/cli/src/assets/os-packages';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-choose');
const recipe = { suite: 'bookworm', packages: ['nginx-light'] };
const machine: Asset = {
  kind: 'machine-image',
  id: 'debian-1',
  file: 'assets/debian-1.qcow2',
  format: 'qcow2',
  source: { url: 'https://images.example/debian.qcow2', digest: null },
  recipe,
};
const container: Asset = {
  kind: 'container-image',
  id: 'web-1',
  directory: 'assets/web-1',
  registry: { image: 'nginx:1.27.3' },
  packages: recipe,
  dockerfile: null,
};

function context(settings: Partial<ChoiceContext> & { readonly online?: boolean } = {}): ChoiceContext & { asked: string[] } {
  const asked: string[] = [];
  return {
    choices: new Choices(join(folder(), `${Math.random()}.json`)),
    forced: {},
    isCached: () => false,
    answers: (url) => {
      asked.push(url);
      return Promise.resolve(settings.online ?? false);
    },
    ...settings,
    asked,
  };
}

describe('The source of an image', () => {
  test.each([
    ['the download of a machine image whose server answers', machine, true, 'url'],
    ['the recipe of a machine image whose server does not answer', machine, false, 'recipe'],
    ['the registry that answers', container, true, 'registry'],
    ['the packages when the registry does not answer', container, false, 'packages'],
    ['the only one it has, without asking anybody', { ...machine, recipe: null }, false, 'url'],
    ['a Dockerfile of the project', { ...container, dockerfile: { path: 'web' } }, true, 'dockerfile'],
  ] as const)('is %s', async (_title, asset, online, expected) => {
    await expect(chooseSource(asset, context({ online }))).resolves.toBe(expected);
  });

  test('is what is forced, without asking anybody', async () => {
    const forced = context({ forced: { image: 'url' } });
    await expect(chooseSource(machine, forced)).resolves.toBe('url');
    expect(forced.asked).toEqual([]);
  });

  test('is the recorded one while its result is cached', async () => {
    const recorded = context({ online: false, isCached: () => true });
    recorded.choices.recordImage('debian-1', 'url');
    await expect(chooseSource(machine, recorded)).resolves.toBe('url');
    expect(recorded.asked).toEqual([]);
  });

  test('stays the packages once chosen, although the registry answers again', async () => {
    const recorded = context({ online: true });
    recorded.choices.recordImage('web-1', 'packages');
    await expect(chooseSource(container, recorded)).resolves.toBe('packages');
  });

  test('cannot be forced to one that the image lacks', async () => {
    await expect(chooseSource({ ...machine, recipe: null }, context({ forced: { image: 'recipe' } }))).rejects.toThrow(
      "The image debian-1 cannot be made from 'recipe': it has only url.",
    );
  });

  test('cannot be chosen when there is none', async () => {
    await expect(chooseSource({ ...container, registry: null, packages: null }, context())).rejects.toThrow('says nowhere');
  });
});

describe('The forced sources', () => {
  test('come from the environment', () => {
    expect(forcedSources({ LABCLOUD_IMAGE_SOURCE: 'recipe', LABCLOUD_CONTAINER_SOURCE: 'registry' })).toEqual({
      image: 'recipe',
      container: 'registry',
    });
  });

  test.each([['LABCLOUD_IMAGE_SOURCE'], ['LABCLOUD_CONTAINER_SOURCE']])('are refused when %s is neither', (name) => {
    expect(() => forcedSources({ [name]: 'moon' })).toThrow(`${name} must be`);
  });
});

describe('The registry of an image', () => {
  test.each([
    ['nginx:1.27.3', 'https://registry-1.docker.io/v2/'],
    ['library/nginx', 'https://registry-1.docker.io/v2/'],
    ['docker.io/library/nginx', 'https://registry-1.docker.io/v2/'],
    ['ghcr.io/owner/app:1', 'https://ghcr.io/v2/'],
    ['localhost:5000/app', 'http://localhost:5000/v2/'],
  ])('of %s is asked at %s', (image, url) => {
    expect(registryUrl(image)).toBe(url);
  });
});

describe('The choices file', () => {
  test('keeps what others wrote', () => {
    const file = join(folder(), 'both.json');
    new Choices(file).recordImage('a', 'recipe');
    new Choices(file).recordDockerProvider({ source: 'registry', version: '4.5.0' });
    new Choices(file).recordImage('b', 'packages');
    expect([new Choices(file).image('a'), new Choices(file).image('b'), new Choices(file).dockerProvider]).toEqual([
      'recipe',
      'packages',
      { source: 'registry', version: '4.5.0' },
    ]);
  });
});

describe('The packages that this machine needs', () => {
  test('are those of a build unless the download was chosen', () => {
    const choices = new Choices(join(folder(), 'packages.json'));
    expect(assetOsPackages([machine])).toContain('grub-pc-bin');
    expect(assetOsPackages([container])).toEqual(['mmdebstrap', 'zstd', 'debian-archive-keyring']);
    choices.recordImage('debian-1', 'url');
    expect(assetOsPackages([machine], choices)).toEqual([]);
  });
});
