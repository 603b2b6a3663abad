import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Cache } from '../assets/cache/cache';
import { answers } from '../assets/source/answers';
import type { Choices, DockerProviderChoice } from '../assets/source/choices';
import { UserError } from '../errors';
import type { Progress } from '../ui/progress';
import { buildDockerProvider } from './docker-provider-build';

const VERSION = '4.5.0';
const ADDRESS = 'registry.terraform.io/kreuzwerker/docker';
const REGISTRY = 'https://registry.terraform.io/.well-known/terraform.json';
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

/** What deciding upon the Docker provider works with. */
export interface DockerProviderOptions {
  readonly projectDir: string;
  /** The user's cache, e.g. `~/.cache/labcloud`. */
  readonly cacheDir: string;
  readonly choices: Choices;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
  /** Forces the source. @default LABCLOUD_DOCKER_PROVIDER of the environment, else the recorded choice, else the registry where it answers */
  readonly source?: 'registry' | 'built';
}

/**
 * Makes sure that Terraform can have the Docker provider: from its registry where that answers, else built once from its Go module.
 * The choice is recorded, so that plans stay the same.
 *
 * @throws UserError when it must be built and there is no Go for it
 */
export async function prepareDockerProvider(options: DockerProviderOptions): Promise<DockerProviderChoice> {
  const source = options.source ?? forcedSource() ?? options.choices.dockerProvider?.source ?? (await choose(options));
  const choice: DockerProviderChoice =
    source === 'registry' ? { source, version: VERSION } : { source, version: VERSION, path: await built(options) };
  options.choices.recordDockerProvider(choice);
  return choice;
}

async function choose({ progress, signal }: DockerProviderOptions): Promise<'registry' | 'built'> {
  progress.update('asking the Terraform registry');
  return (await answers(REGISTRY, signal)) ? 'registry' : 'built';
}

function forcedSource(): 'registry' | 'built' | undefined {
  const value = process.env.LABCLOUD_DOCKER_PROVIDER;
  if (value === undefined || value === '' || value === 'registry' || value === 'built') {
    return value || undefined;
  }
  throw new UserError(`LABCLOUD_DOCKER_PROVIDER must be 'registry' or 'built', got '${value}'.`);
}

async function built(options: DockerProviderOptions): Promise<string> {
  const name = `terraform-provider-docker_v${VERSION}`;
  const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
  const cache = new Cache(join(options.cacheDir, 'providers', ADDRESS, VERSION), platform);
  const path = cache.path(name);
  const record = `${path}.sha256`;
  if (existsSync(path) && !(await matches(path, record))) {
    rmSync(path);
  }
  const make = async (work: string): Promise<string> => {
    const made = await buildDockerProvider(VERSION, work, options);
    writeFileSync(`${record}.new`, `${await digest(made)}  ${name}\n`);
    renameSync(`${record}.new`, record);
    return made;
  };
  return cache.produce(name, make, {
    signal: options.signal,
    onWait: () => options.progress.update('waiting for another run that builds it'),
  });
}

async function matches(path: string, record: string): Promise<boolean> {
  return existsSync(record) && readFileSync(record, 'utf8').startsWith(`${await digest(path)} `);
}

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}
