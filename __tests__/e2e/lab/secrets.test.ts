import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../../support/project-copy';

const LAB = 'e2e-secret';
const POOL = `/var/lib/labcloud/${LAB}`;
// Nothing else says so, not even this file.
const mark = (): string => randomBytes(8).toString('hex');
const PLANTED = { environment: `environment-${mark()}`, file: `"in" \${a} file: ${mark()}`, generated: '' };

const APP = `
import { LabApp, LabStack, libvirt, Secret, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const lab = new LabStack(app, 'lab');
const host = libvirt.Host.local(lab, 'Host');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.24.0/24') });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(lab)] })
  .addSecretFile('/etc/one', Secret.fromEnvironment(lab, 'One', 'PLANTED_SECRET'))
  .addSecretFile('/etc/two', Secret.fromFile(lab, 'Two', 'two.secret'))
  .addSecretFile('/etc/three', Secret.generated(lab, 'Three'));
new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.fromFile('disk.qcow2'), pool, network, cloudInit, power: 'stopped' });
app.synth();
`;

let project: ProjectCopy;

/** Runs labcloud in its most talkative way and collects the arguments of every process that lives meanwhile. */
async function watched(args: readonly string[]): Promise<Outcome & { argv: string }> {
  const child = spawn(join(project.directory, 'node_modules/.bin/labcloud'), [...args], {
    cwd: project.directory,
    env: {
      ...process.env,
      PLANTED_SECRET: PLANTED.environment,
      TF_LOG: 'TRACE',
      TF_LOG_PATH: join(project.directory, 'terraform.log'),
      TMPDIR: join(project.directory, 'tmp'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const seen = new Set<string>();
  const timer = setInterval(() => argumentsOfAll().forEach((line) => seen.add(line)), 20);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearInterval(timer);
  return { status, ...output, argv: [...seen].join('\n') };
}

function argumentsOfAll(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
      } catch {
        return []; // It has ended since the folder was read.
      }
    });
}

/** The files below a folder that hold a text. */
function filesWith(text: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => file.slice(folder.length + 1));
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

beforeAll(() => {
  project = new ProjectCopy('labtest-secrets');
  mkdirSync(join(project.directory, 'tmp'));
  writeFileSync(join(project.directory, 'main.ts'), APP);
  writeFileSync(join(project.directory, 'two.secret'), `${PLANTED.file}\n`, { mode: 0o600 });
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(project.directory, 'disk.qcow2'), '1M']);
});

afterAll(async () => {
  await watched(['destroy', '--yes']);
  project.remove();
}, 120_000);

test('secrets reach the machine and are in no state, plan, log, argument or file of the project', async () => {
  const plan = await watched(['plan']);
  expect({ status: plan.status, stderr: plan.stderr }).toMatchObject({ status: 2 });
  const up = await watched(['up', '--yes']);
  if (up.status !== 0) {
    throw new Error(`${up.stdout}\n${up.stderr}`);
  }
  expect((await watched(['plan'])).status).toBe(0);
  PLANTED.generated = readFileSync(join(project.directory, '.labcloud/secrets/lab/secret_three.1'), 'utf8');

  const seed = join(POOL, `${LAB}-web-seed.iso`);
  const stored = readFileSync(seed, 'utf8');
  expect(statSync(seed).mode & 0o777).toBe(0o600);
  const spellings = Object.values(PLANTED).flatMap((secret) => [secret, base64(secret)]);
  expect(Object.values(PLANTED).every((secret) => stored.includes(base64(secret)))).toBe(true);

  const printed = [plan, up].map(({ stdout, stderr, argv }) => stdout + stderr + argv).join('\n');
  expect(readFileSync(join(project.directory, 'terraform.log'), 'utf8')).toContain('libvirt_cloudinit_disk');
  expect(printed).toContain('terraform\0plan');
  expect(spellings.filter((secret) => printed.includes(secret))).toEqual([]);
  const found = spellings.flatMap((secret) => filesWith(secret, project.directory));
  expect(found.filter((file) => !['two.secret', '.labcloud/secrets/lab/secret_three.1'].includes(file))).toEqual([]);
}, 240_000);

test('a secret that is missing is said before anything changes', async () => {
  const { status, stdout, stderr } = project.run('labcloud plan');
  expect(status).toBe(1);
  expect(stdout + stderr).toContain('The secret lab/One is missing: the environment variable PLANTED_SECRET is not set.');
}, 60_000);
