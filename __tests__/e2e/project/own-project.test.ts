import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@labcloud/libvirt-client';
import { sweep } from '../provider/sweep';

jest.setTimeout(300_000);

const REPOSITORY = join(__dirname, '../../..');
const LAB = 'e2eown';
const POOL = `/var/lib/labcloud/${LAB}`;

let folder: string;
let project: string;

/** Runs a command as somebody does who knows nothing of this repository. */
function run(directory: string, command: string, env: NodeJS.ProcessEnv = {}): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('sh', ['-c', command], {
    cwd: directory,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: undefined, JEST_WORKER_ID: undefined, CI: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

function succeed(directory: string, command: string, env?: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = run(directory, command, env);
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${stdout}\n${stderr}`);
  return stdout + stderr;
}

function domains(): string[] {
  const { stdout } = spawnSync('virsh', ['list', '--all', '--name'], { encoding: 'utf8' });
  return stdout.split('\n').filter((name) => name.startsWith(`${LAB}-`));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-own-'));
  project = join(folder, 'My Lab');
  succeed(REPOSITORY, `npm pack --silent --pack-destination ${folder}`);
  const [packed = ''] = readdirSync(folder);
  succeed(folder, `node ${join(REPOSITORY, 'packages/cli/bin/labcloud.js')} init 'My Lab' --id ${LAB} --package ./${packed}`);
  // Beside a running lab: a subnet of its own, and a machine that needs no image.
  const file = join(project, 'stacks/lab-cloud.ts');
  const stack = readFileSync(file, 'utf8')
    .replace('10.20.0.0/24', '10.87.47.0/24')
    .replace('libvirt.CloudImage.DEBIAN_12', "libvirt.CloudImage.fromFile('disk.qcow2')")
    .replace('probes: [Probe.http(80)]', "power: 'stopped'")
    .replace('Probe, ', '');
  writeFileSync(file, stack);
  spawnSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(project, 'disk.qcow2'), '4M']);
  succeed(project, 'npm install --no-audit --no-fund --prefer-offline');
});

afterAll(async () => {
  try {
    run(project, 'npx labcloud destroy --yes');
  } finally {
    const connection = await Connection.open('qemu:///system');
    await sweep(connection, `${LAB}-`);
    await connection.close();
    rmSync(POOL, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a project with the packed labcloud', () => {
  test('has all that it needs in the package, and nothing of this repository', () => {
    const installed = join(project, 'node_modules/labcloud');
    expect(existsSync(join(installed, 'THIRD-PARTY-NOTICES.txt'))).toBe(true);
    const { stdout } = run(installed, `grep -rlF '${REPOSITORY}/' . --include='*.js' --include='*.d.ts' --include='*.json'`);
    expect(stdout).toBe('');
  });

  test('is type-checked, tested and synthesized', () => {
    succeed(project, 'npm run typecheck');
    const tested = succeed(project, 'npm test');
    expect(tested).toMatch(/Tests:\s+3 passed, 3 total/);
    expect(readdirSync(join(project, '__tests__/__snapshots__'), { recursive: true }).length).toBeGreaterThan(0);
    succeed(project, 'npm run synth');
    expect(existsSync(join(project, 'labcloud.lock.json'))).toBe(true);
  });

  test('passes what its CI file runs, without writing anything', () => {
    const env = { CI: 'true', LABCLOUD_FROZEN: '1' };
    expect(succeed(project, 'npm test -- --ci', env)).toMatch(/Tests:\s+3 passed, 3 total/);
    succeed(project, 'npm run synth', env);
  });

  test('comes up and goes', () => {
    succeed(project, 'npx labcloud up --yes');
    expect(domains()).toEqual([`${LAB}-web`]);
    expect(run(project, 'npx labcloud plan').status).toBe(0);
    expect(succeed(project, 'npx labcloud export svg')).toContain('<svg xmlns');
    expect(succeed(project, 'npx labcloud ip --json')).toContain('"name": "web"');
    succeed(project, 'npx labcloud destroy --yes');
    expect(domains()).toEqual([]);
  });
});
