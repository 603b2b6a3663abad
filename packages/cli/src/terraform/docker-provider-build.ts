import { join } from 'node:path';
import { lt } from 'semver';
import { runLogged } from '../assets/process/run-logged';
import { UserError } from '../errors';
import { runCommand } from '../host/system/command';
import type { Progress } from '../ui/progress';

const MODULE = 'github.com/kreuzwerker/terraform-provider-docker';
// The Go proxy has this module in one version, a commit after the release of 4.5.0.
const MODULE_VERSION = 'v0.0.0-20260916201441-96d331c98ff4';
const MODULE_SUM = 'h1:T3HvvZCRd4h2qkMl+SXA2zza26Rdz8xqV81skikQWy4=';
/** What the module's go.mod asks for. */
const GO_VERSION = '1.25.8';
/** The first Go that fetches a newer one by itself. */
const GO_THAT_FETCHES = '1.21.0';
/** About what the provider consists of. */
const PACKAGES = 1473;
const DOWNLOAD_DEADLINE = 10 * 60_000;
const INSTALL_GO = `Install Go ${GO_VERSION} or newer (https://go.dev/dl/), or run where https://registry.terraform.io answers.`;

/** What a build of the Docker provider works with. */
export interface DockerProviderBuild {
  readonly projectDir: string;
  readonly progress: Progress;
  readonly signal?: AbortSignal;
}

/**
 * Builds the Docker provider from its Go module into `work` and returns the executable. Takes minutes of processor time.
 *
 * @throws UserError without a Go that can, when the module cannot be fetched or is not the pinned one, and when the build fails
 */
export async function buildDockerProvider(version: string, work: string, options: DockerProviderBuild): Promise<string> {
  await requireGo(options.signal);
  options.progress.update('fetching its source');
  const source = await fetchModule(options.signal);
  const made = join(work, 'terraform-provider-docker');
  let packages = 0;
  // The module is built in its own folder, so that its go.mod and go.sum decide upon every dependency.
  await runLogged(
    ['go', 'build', '-C', source, '-v', '-mod=readonly', '-trimpath', '-ldflags', `-s -w -X main.version=${version}`, '-o', made, '.'],
    {
      title: 'Building the Docker provider',
      log: join(options.projectDir, '.labcloud', 'logs', 'docker-provider.log'),
      env: { CGO_ENABLED: '0', GOWORK: 'off', GOOS: '', GOARCH: '' },
      signal: options.signal,
      onLine: (line) => {
        if (line.startsWith('go: downloading')) {
          options.progress.update('fetching what it depends on');
        } else if (/^[\w./-]+$/.test(line)) {
          packages += 1;
          options.progress.update(`compiled ${Math.floor((100 * Math.min(packages, PACKAGES)) / PACKAGES)} %`);
        }
      },
    },
  );
  return made;
}

async function requireGo(signal?: AbortSignal): Promise<void> {
  const { status, stdout } = await runCommand('go', ['env', 'GOVERSION', 'GOTOOLCHAIN'], {
    signal,
    env: { GOTOOLCHAIN: process.env.GOTOOLCHAIN ?? '' },
  });
  if (status !== 0) {
    throw new UserError('The Docker provider must be built here, and there is no Go to build it with.', INSTALL_GO);
  }
  const [text = '', toolchain = ''] = stdout.split('\n');
  const found = /^go(\d+\.\d+(?:\.\d+)?)/.exec(text)?.[1];
  const version = found && (found.split('.').length === 2 ? `${found}.0` : found);
  if (!version || lt(version, toolchain === 'local' ? GO_VERSION : GO_THAT_FETCHES)) {
    throw new UserError(`Building the Docker provider needs Go ${GO_VERSION} or newer, found '${text || 'none'}'.`, INSTALL_GO);
  }
}

async function fetchModule(signal?: AbortSignal): Promise<string> {
  const { status, stdout, stderr } = await runCommand('go', ['mod', 'download', '-json', `${MODULE}@${MODULE_VERSION}`], {
    signal,
    deadline: DOWNLOAD_DEADLINE,
  });
  const answer = parse(stdout);
  if (status !== 0 || !answer.Dir) {
    throw new UserError(
      `The source of the Docker provider cannot be fetched: ${answer.Error ?? stderr.trim()}`,
      'Check the connection to the Go proxy (go env GOPROXY).',
    );
  }
  if (answer.Sum !== MODULE_SUM) {
    throw new UserError(`The source of the Docker provider is not the pinned one: expected ${MODULE_SUM}, got ${answer.Sum ?? 'no sum'}.`);
  }
  return answer.Dir;
}

function parse(text: string): { Dir?: string; Sum?: string; Error?: string } {
  try {
    return JSON.parse(text) as { Dir?: string; Sum?: string; Error?: string };
  } catch {
    return {};
  }
}
