import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lockedHash, type ProviderLock, replaceLocks } from './dependency-lock';
import type { StackJson } from './stack-json';

const LIBVIRT_SOURCE = 'labcloud.local/labcloud/libvirt';
const DOCKER_SOURCE = 'registry.terraform.io/kreuzwerker/docker';
const ARCHITECTURES: Partial<Record<NodeJS.Architecture, string>> = { x64: 'amd64', arm64: 'arm64' };

interface Provider {
  readonly source: string;
  readonly version: string;
  readonly executable: string;
}

interface PlacedProvider extends Provider {
  readonly isNew: boolean;
}

/**
 * A built file of the libvirt provider.
 * @throws Error if it has not been built
 */
export function providerFile(name: string): string {
  const file = join(dirname(require.resolve('@labcloud/terraform-provider-libvirt/package.json')), 'dist', name);
  if (!existsSync(file)) {
    throw new Error(`the libvirt provider is not built (${file} does not exist): run 'npm run prepare'`);
  }
  return file;
}

/**
 * Puts the providers where plain Terraform looks for them, below the stack's folder, and the hashes of those that it asks for into its
 * dependency lock file.
 *
 * The libvirt provider comes with labcloud. The Docker provider is placed only if the choice for this machine was to build it;
 * otherwise Terraform gets it from its registry.
 */
export function placeProviders(stackDir: string, projectDir: string, libvirtProvider: 'labcloud' | 'published'): void {
  const libvirt = { source: LIBVIRT_SOURCE, version: libvirtVersion(), executable: providerFile('terraform-provider-libvirt') };
  const docker = builtDockerProvider(projectDir);
  const placed = [...(libvirtProvider === 'labcloud' ? [libvirt] : []), ...(docker ? [docker] : [])].map((provider) =>
    place(stackDir, provider),
  );
  const file = join(stackDir, '.terraform.lock.hcl');
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const required = requiredSources(stackDir);
  // Terraform takes out what a stack does not need, and writes the same in another way: it would do so again after each synth.
  const locks = placed.filter(({ source }) => required.has(source) || before.includes(`provider "${source}"`));
  const after = replaceLocks(
    before,
    locks.map((provider) => lockOf(provider, before)),
  );
  if (before === '' || after !== replaceLocks(before, [])) {
    writeFileSync(file, after);
  }
}

/** The providers that a stack's Terraform JSON asks for, as the lock file names them. */
function requiredSources(stackDir: string): ReadonlySet<string> {
  const { terraform } = JSON.parse(readFileSync(join(stackDir, 'cdk.tf.json'), 'utf8')) as StackJson;
  return new Set(
    Object.values(terraform?.required_providers ?? {}).map(({ source }) =>
      String(source).split('/').length < 3 ? `registry.terraform.io/${String(source)}` : String(source),
    ),
  );
}

function libvirtVersion(): string {
  const file = require.resolve('@labcloud/terraform-provider-libvirt/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** What `.labcloud/choices.json` says about the Docker provider, if it was built on this machine. */
function builtDockerProvider(projectDir: string): Provider | undefined {
  const file = join(projectDir, '.labcloud', 'choices.json');
  if (!existsSync(file)) {
    return undefined;
  }
  const choices = JSON.parse(readFileSync(file, 'utf8')) as { dockerProvider?: { source: string; version: string; path?: string } };
  const { source, version, path } = choices.dockerProvider ?? {};
  return source === 'built' && version !== undefined && path !== undefined && existsSync(path)
    ? { source: DOCKER_SOURCE, version, executable: path }
    : undefined;
}

function place(stackDir: string, { source, version, executable }: Provider): PlacedProvider {
  const type = source.slice(source.lastIndexOf('/') + 1);
  const name = `terraform-provider-${type}_v${version}`;
  const platform = `${process.platform}_${ARCHITECTURES[process.arch] ?? process.arch}`;
  const directory = join(stackDir, 'terraform.d', 'plugins', source, version, platform);
  const target = join(directory, name);
  const { size, mtime } = statSync(executable);
  const found = statSync(target, { throwIfNoEntry: false });
  // The Docker provider has 100 MB: it is neither copied nor hashed again while nothing has changed.
  const isNew = found?.size !== size || found.mtimeMs !== mtime.getTime();
  if (isNew) {
    mkdirSync(directory, { recursive: true });
    rmSync(target, { force: true });
    copyFileSync(executable, target);
    chmodSync(target, 0o755);
    utimesSync(target, mtime, mtime);
  }
  return { source, version, executable: target, isNew };
}

function lockOf({ source, version, executable, isNew }: PlacedProvider, locked: string): ProviderLock {
  return { source, version, hash: (isNew ? undefined : lockedHash(locked, source, version)) ?? packageHash(executable) };
}

/** Terraform's `h1:` hash of a folder that holds one file. */
function packageHash(file: string): string {
  const digest = createHash('sha256').update(readFileSync(file)).digest('hex');
  return `h1:${createHash('sha256')
    .update(`${digest}  ${basename(file)}\n`)
    .digest('base64')}`;
}
