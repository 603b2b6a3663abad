import { type AssetSource, Choices, prepareAssets } from '../assets';
import { ensureHost, HostFacts } from '../host';
import { type Manifest, stackDirectory } from '../project/manifest';
import { factsOf, synth } from '../project/synth';
import { prepareDockerProvider as prepareProvider } from '../terraform/docker-provider';
import type { Progress } from '../ui/progress';
import type { CommandContext } from './context';
import { hostContext } from './host-context';

const SOURCES: Readonly<Record<AssetSource, string>> = {
  url: 'downloaded',
  recipe: 'built from Debian packages',
  registry: 'from its registry',
  packages: 'built from Debian packages',
  dockerfile: 'built from its Dockerfile',
};

/** Brings every image that the stacks need into their folders and says what each was made from. */
async function prepareStackAssets({ project, reporter, signal }: CommandContext, manifest: Manifest, progress: Progress): Promise<void> {
  for (const stack of manifest.stacks) {
    const made = await prepareAssets(stack.assets, {
      projectDir: project.directory,
      stackDir: stackDirectory(project, stack),
      cacheDir: project.cacheDirectory,
      choices: new Choices(project.choicesFile),
      progress,
      signal,
    });
    Object.entries(made).forEach(([id, source]) => reporter.note(`Image ${id}: ${SOURCES[source]}`));
  }
}

/** Makes sure that Terraform finds the Docker provider, from its registry or built here; nothing where no stack has an engine. */
async function prepareDockerProvider({ project, signal }: CommandContext, manifest: Manifest, progress: Progress): Promise<void> {
  if (manifest.stacks.some(({ engines }) => engines.length > 0)) {
    await prepareProvider({
      projectDir: project.directory,
      cacheDir: project.cacheDirectory,
      choices: new Choices(project.choicesFile),
      progress,
      signal,
    });
  }
}

/** For commands that run Terraform but change no host: brings the providers, and synthesizes again when that changed what synth reads. */
export async function prepareProviders(context: CommandContext, manifest: Manifest): Promise<Manifest> {
  const facts = factsOf(context.project);
  await context.reporter.step('Prepare the Docker provider', (progress) => prepareDockerProvider(context, manifest, progress));
  return factsOf(context.project) === facts ? manifest : synth(context.project);
}

/**
 * Synthesizes, makes the host fit and brings what apply needs; synthesizes again when that changed what synth reads.
 *
 * @param synthesized what this command has synthesized already. @default - it is done now
 */
export async function prepareLab(context: CommandContext, synthesized?: Manifest): Promise<Manifest> {
  const { project, reporter } = context;
  // Mostly they hold, and nothing is to be synthesized again.
  HostFacts.read(project.directory, project.cacheDirectory).assume();
  const manifest = synthesized ?? (await reporter.step('Synthesize', () => synth(project)));
  const facts = factsOf(project);
  await reporter.together([
    {
      title: 'Prepare the host and the images',
      run: async (progress) => {
        await ensureHost(hostContext(context, manifest), progress);
        await prepareStackAssets(context, manifest, progress);
      },
    },
    { title: 'Prepare the Docker provider', run: (progress) => prepareDockerProvider(context, manifest, progress) },
  ]);
  return factsOf(project) === facts ? manifest : reporter.step('Synthesize for this host', () => synth(project));
}
