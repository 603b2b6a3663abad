import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerImageAsset } from '../../../constructs/core/asset';
import { Choices, prepareAssets } from '../../../packages/cli/src/assets';
import { useTempDir } from '../../support/temp-dir';

const folder = useTempDir('labcloud-container-image');
const fromPackages = (name: string, packages: string[]): ReturnType<typeof containerImageAsset> =>
  containerImageAsset(name, { registry: null, packages: { suite: 'bookworm', packages }, dockerfile: null });
const web = fromPackages('assets-test-web', ['nginx-light']);
const balancer = fromPackages('assets-test-balancer', ['haproxy']);
const project = containerImageAsset('assets-test-project', { registry: null, packages: null, dockerfile: { path: 'site' } });

/** Runs `docker` with the builder that the Terraform provider uses too. */
function docker(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8', env: { ...process.env, DOCKER_BUILDKIT: '0' } });
  if (status !== 0) {
    throw new Error(`docker ${args.join(' ')}: ${stderr}`);
  }
  return stdout.trim();
}

function image(id: string): string {
  return `labcloud-test-${id}`;
}

beforeAll(async () => {
  mkdirSync(join(folder(), 'site'));
  writeFileSync(join(folder(), 'site', 'Dockerfile'), `FROM ${image(web.id)}\nCOPY index.html /var/www/html/\n`);
  writeFileSync(join(folder(), 'site', 'index.html'), 'from a Dockerfile');
  const stackDir = join(folder(), 'stack');
  await prepareAssets([web, balancer, project], {
    projectDir: folder(),
    stackDir,
    cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud'),
    choices: new Choices(join(folder(), 'choices.json')),
    progress: { update: () => undefined },
  });
  for (const { id, directory } of [web, balancer, project]) {
    docker('build', '-q', '-t', image(id), join(stackDir, directory));
  }
}, 600_000);
afterAll(() => {
  for (const { id } of [project, balancer, web]) {
    docker('image', 'rm', '-f', image(id));
  }
});

describe('A container image from Debian packages', () => {
  test('serves pages as the user of its package', async () => {
    const container = docker('run', '-d', '--rm', '--name', 'labcloud-test-web', image(web.id), 'nginx', '-g', 'daemon off;');
    try {
      expect(await answer(container)).toContain('nginx');
      expect(docker('top', container, '-eo', 'pid,user,comm')).toMatch(/www-data|33 /);
    } finally {
      docker('rm', '-f', container);
    }
  });

  test('runs on a root file system that cannot be written to', async () => {
    const tmpfs = ['/run', '/var/log/nginx', '/var/lib/nginx'].flatMap((path) => ['--tmpfs', path]);
    const container = docker('run', '-d', '--rm', '--read-only', ...tmpfs, image(project.id), 'nginx', '-g', 'daemon off;');
    try {
      expect(await answer(container)).toBe('from a Dockerfile');
    } finally {
      docker('rm', '-f', container);
    }
  });

  test('has a balancer that accepts its configuration', () => {
    const file = join(folder(), 'haproxy.cfg');
    writeFileSync(
      file,
      'global\n  user haproxy\ndefaults\n  mode http\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nfrontend front\n  bind :80\n',
    );
    docker('run', '--rm', '-v', `${file}:/haproxy.cfg:ro`, image(balancer.id), 'haproxy', '-c', '-f', '/haproxy.cfg');
  });
});

async function answer(container: string): Promise<string> {
  const address = docker('inspect', '-f', '{{.NetworkSettings.IPAddress}}', container);
  for (let attempt = 0; ; attempt++) {
    try {
      return await get(`http://${address}/`);
    } catch (error) {
      if (attempt === 50) {
        throw error;
      }
      await sleep(100);
    }
  }
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, timeout: 2000 }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(text));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
    outgoing.end();
  });
}
