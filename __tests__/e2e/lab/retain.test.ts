import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../../support/project-copy';

const LAB = 'e2e-retain';
const POOL = `/var/lib/labcloud/${LAB}`;
const DATA = join(POOL, `${LAB}-pool-media.raw`);
const ROOT = join(POOL, `${LAB}-web-disk.qcow2`);
const CANARY = 'canary of the retained volume';

const APP = `
import { LabApp, LabStack, libvirt, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const lab = new LabStack(app, 'lab');
const host = libvirt.Host.local(lab, 'Host');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.39.0/24') });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(lab)] });
const web = new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.fromFile('disk.qcow2'), pool, network, cloudInit, power: 'stopped' });
web.attach(pool.addVolume('Media', Size.mebibytes(64), { format: 'raw' }));
app.synth();
`;

let project: ProjectCopy;

function labcloud(...args: string[]): Outcome {
  return project.run(`labcloud ${args.join(' ')}`);
}

function succeed(outcome: Outcome): Outcome {
  if (outcome.status !== 0) throw new Error(`exit status ${outcome.status}\n${outcome.stdout}\n${outcome.stderr}`);
  return outcome;
}

function said({ stdout, stderr }: Outcome): string {
  return `${stdout} ${stderr}`.replace(/\s+/g, ' ');
}

function canary(): string {
  return readFileSync(DATA).subarray(0, CANARY.length).toString();
}

beforeAll(() => {
  project = new ProjectCopy('labtest-retain');
  writeFileSync(join(project.directory, 'main.ts'), APP);
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(project.directory, 'disk.qcow2'), '4M']);
});

afterAll(() => {
  if (existsSync(POOL)) labcloud('destroy', '--yes', '--with-data');
  project.remove();
  rmSync(POOL, { recursive: true, force: true });
});

describe('a data volume', () => {
  it('is kept by destroy with what is on it, and found again by up', () => {
    succeed(labcloud('up', '--yes'));
    writeFileSync(DATA, CANARY, { flag: 'r+' });

    const destroyed = succeed(labcloud('destroy', '--yes'));
    expect(said(destroyed)).toContain(`Kept, with what is on them: volume ${LAB}-pool-media.raw in the pool ${LAB}-pool`);
    expect(said(destroyed)).toContain(`Nothing else of ${LAB} is left.`);
    expect([existsSync(ROOT), canary()]).toEqual([false, CANARY]);
    expect(said(succeed(labcloud('destroy', '--yes')))).toContain('Kept, with what is on them');

    succeed(labcloud('up', '--yes'));
    expect([existsSync(ROOT), canary()]).toEqual([true, CANARY]);
    expect(labcloud('plan').status).toBe(0);
  });

  it('goes with destroy --with-data', () => {
    expect(said(succeed(labcloud('destroy', '--yes', '--with-data')))).toContain(`Nothing of ${LAB} is left.`);
    expect(existsSync(POOL)).toBe(false);
  });
});
