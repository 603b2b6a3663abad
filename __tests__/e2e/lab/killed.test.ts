import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@labcloud/libvirt-client';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { processesIn } from '../provider/processes';
import { sweep } from '../provider/sweep';

jest.setTimeout(300_000);

const LAB = 'e2e-killed';
const POOL = `/var/lib/labcloud/${LAB}`;
const APP = `
import { LabApp, LabStack, libvirt, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const lab = new LabStack(app, 'lab');
const host = libvirt.Host.local(lab, 'Host');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.53.0/24') });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(lab)] });
new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.fromFile('disk.raw'), pool, network, cloudInit, power: 'stopped' });
app.synth();
`;

let project: ProjectCopy;

function succeed(command: string): Outcome {
  const outcome = project.run(`labcloud ${command} --yes`);
  if (outcome.status !== 0) throw new Error(`exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

const stack = (): string => join(project.directory, 'cdktf.out/stacks/lab');
const lockInfo = (): boolean => existsSync(join(project.directory, '.labcloud/state/.lab.tfstate.lock.info'));
const uploads = (): boolean => existsSync(POOL) && readdirSync(POOL).length > 0;

/** Starts `labcloud up` and waits until the image is uploaded. */
async function startUp(): Promise<ChildProcessByStdio<null, null, Readable>> {
  const up = spawn(join(project.directory, 'node_modules/.bin/labcloud'), ['up', '--yes'], {
    cwd: project.directory,
    // What is killed leaves its temporary files; here they go with the project.
    env: { ...process.env, TMPDIR: project.directory },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  while (!uploads()) {
    if (up.exitCode !== null) throw new Error(`it ended with status ${up.exitCode} before anything was uploaded`);
    await sleep(5);
  }
  return up;
}

/** Kills `labcloud up`, with Terraform or without, while the image is uploaded. */
async function killUp({ withTerraform }: { withTerraform: boolean }): Promise<void> {
  const up = await startUp();
  const ended = once(up, 'exit');
  // A group of its own: npx, and labcloud below it. Terraform is in another one.
  process.kill(-(up.pid ?? 0), 'SIGKILL');
  if (withTerraform) processesIn(stack(), 'terraform').forEach((pid) => process.kill(pid, 'SIGKILL'));
  await ended;
}

beforeAll(() => {
  project = new ProjectCopy('labtest-killed');
  writeFileSync(join(project.directory, 'main.ts'), APP);
  writeFileSync(join(project.directory, 'disk.raw'), Buffer.alloc(256 << 20, 'x'));
});

afterEach(() => {
  succeed('destroy');
  expect(existsSync(POOL)).toBe(false);
});

afterAll(async () => {
  project.remove();
  rmSync(POOL, { recursive: true, force: true });
  const connection = await Connection.open('qemu:///system');
  await sweep(connection, `${LAB}-`);
  await connection.close();
});

describe('labcloud that is killed while it applies', () => {
  it.each([
    ['with Terraform, whose lock on the state stays behind as a note that holds nobody up', true],
    ['alone, so that Terraform goes on or ends by itself', false],
  ])('%s: the next one completes what was begun, without anything to unlock by hand', async (_, withTerraform) => {
    await killUp({ withTerraform });
    if (withTerraform) expect(lockInfo()).toBe(true);
    succeed('up');
    expect(lockInfo()).toBe(false);
    expect(project.run('labcloud plan').status).toBe(0);
    expect(execFileSync('virsh', ['-q', 'list', '--all', '--name'], { encoding: 'utf8' })).toContain(`${LAB}-web`);
    expect(processesIn(stack(), 'terraform')).toEqual([]);
  });
});

describe('labcloud whose libvirt provider is killed', () => {
  it('says what ended, and the next one completes what was begun', async () => {
    const up = await startUp();
    const said = text(up.stderr);
    const ended = once(up, 'exit');
    processesIn(stack(), 'terraform-provider-libvirt').forEach((pid) => process.kill(pid, 'SIGKILL'));

    expect(await ended).toEqual([1, null]);
    expect(await said).toMatch(/terraform apply failed[^]*terraform-provider-libvirt_v\S+ ended with SIGKILL/);

    succeed('up');
    expect(project.run('labcloud plan').status).toBe(0);
  });
});
