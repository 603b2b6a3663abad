import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main } from '../../../../packages/cli/src';
import { findProgram } from '../../../../packages/cli/src/host/system/program';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-docker-provider');
const environment = { ...process.env };
const directory = process.cwd();

const STACK = {
  name: 'lab',
  directory: 'stacks/lab',
  state: '../../../.labcloud/state/lab.tfstate',
  dependencies: [],
  hosts: [],
  engines: [{ path: 'lab/Docker', host: 'unix:///var/run/docker.sock' }],
  pools: [],
  networks: [],
  dockerNetworks: [],
  machines: [],
  services: [],
  assets: [],
};

/** A project with a container engine, where the Docker provider has to be built with the Go of a folder of its own. */
function projectWithGo(script: string | undefined): void {
  const project = join(folder(), 'project');
  const programs = join(folder(), 'bin');
  rmSync(programs, { recursive: true, force: true });
  mkdirSync(programs);
  if (script !== undefined) {
    writeFileSync(join(programs, 'go'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  mkdirSync(join(project, 'cdktf.out'), { recursive: true });
  writeFileSync(join(project, 'cdktf.json'), JSON.stringify({ app: 'true' }));
  writeFileSync(join(project, 'cdktf.out/labcloud.json'), JSON.stringify({ version: 1, lab: 'lab', stacks: [STACK] }));
  process.env.PATH = programs;
  process.env.XDG_CACHE_HOME = join(folder(), 'cache');
  process.env.LABCLOUD_DOCKER_PROVIDER = 'built';
  process.chdir(project);
}

/** Runs the command as its executable does: what it says, and its exit status. */
async function labcloud(...args: string[]): Promise<{ said: string; status: typeof process.exitCode }> {
  let said = '';
  const output = jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
  try {
    await main(['node', 'labcloud', ...args]);
    return { said, status: process.exitCode };
  } finally {
    output.mockRestore();
    process.exitCode = undefined;
  }
}

afterEach(() => {
  process.chdir(directory);
  process.env = { ...environment };
});

const REMEDY = 'Install Go 1.25.8 or newer (https://go.dev/dl/), or run where https://registry.terraform.io answers.';

describe('where the Docker provider must be built', () => {
  test('a machine without Go is told what to install, and the command fails', async () => {
    projectWithGo(undefined);
    if (findProgram('go') !== undefined) {
      // A Go in the system's folders is found whatever the PATH is.
      projectWithGo('exit 127');
    }

    const { said, status } = await labcloud('plan');

    expect(status).toBe(1);
    expect(said).toContain(`The Docker provider must be built here, and there is no Go to build it with.\n  ${REMEDY}\n`);
    expect(said).not.toMatch(/^\s+at /m);
  });

  test.each([
    ['go1.25.7', 'local'],
    ['go1.19.8', 'auto'],
    ['go1.20', 'auto'],
    ['devel +abc', 'auto'],
    ['', ''],
  ])("Go '%s' with the toolchain '%s' is too old: what it was and what is needed is said", async (version, toolchain) => {
    projectWithGo(`echo '${version}'; echo '${toolchain}'`);

    const { said, status } = await labcloud('plan');

    expect(status).toBe(1);
    expect(said).toContain(`Building the Docker provider needs Go 1.25.8 or newer, found '${version || 'none'}'.\n  ${REMEDY}\n`);
  });

  test('a Go that fetches a newer one by itself is taken, and what then fails is said', async () => {
    projectWithGo('if [ "$1" = env ]; then echo go1.21.0; echo auto; else echo "proxy refused" >&2; exit 1; fi');

    const { said, status } = await labcloud('plan');

    expect(status).toBe(1);
    expect(said).toContain('The source of the Docker provider cannot be fetched: proxy refused\n  Check the connection to the Go proxy');
  });
});
