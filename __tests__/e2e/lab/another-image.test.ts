import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Outcome, ProjectCopy } from '../../support/project-copy';

jest.setTimeout(200_000);

// Beside a running lab: an id, a subnet and a pool of its own.
const LAB = 'e2eimage';
const POOL = `/var/lib/labcloud/${LAB}`;
const DISK = join(POOL, `${LAB}-anew-disk.qcow2`);

/** A machine that is off, so that nobody waits for the system on its disk, which is none. */
const app = (image: string, gibibytes: number): string => `
import { LabApp, LabStack, libvirt, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
new libvirt.VirtualMachine(host, 'Anew', {
  image: libvirt.CloudImage.fromFile('${image}', { format: 'raw' }),
  pool: new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.87.9.0/24') }),
  cloudInit: libvirt.CloudInit.forUser('ops', { sshKeys: [SshKey.ofLab(stack)] }),
  disk: Size.gibibytes(${gibibytes}),
  memory: Size.mebibytes(256),
  power: 'stopped',
  onImageChange: 'rebuild',
});
app.synth();
`;

let project: ProjectCopy;

function up(image: string, gibibytes: number): Outcome {
  writeFileSync(join(project.directory, 'main.ts'), app(image, gibibytes));
  return project.run('labcloud up');
}

/** The file that the machine's disk keeps the differences to. */
function imageBelow(): string {
  const information = JSON.parse(execFileSync('qemu-img', ['info', '--output=json', DISK], { encoding: 'utf8' })) as Record<string, string>;
  return information['backing-filename'] ?? '';
}

beforeAll(() => {
  project = new ProjectCopy('labcloud-image');
  for (const name of ['first', 'second', 'third']) {
    writeFileSync(join(project.directory, `${name}.img`), Buffer.concat([randomBytes(1 << 16), Buffer.alloc(1 << 20)]));
  }
  const { status, stdout, stderr } = up('first.img', 3);
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
});

afterAll(() => {
  // Nobody else's file may keep the pool from going.
  rmSync(join(POOL, 'elsewhere.raw'), { force: true });
  project.run('labcloud destroy --yes');
  project.remove();
});

describe('a machine whose code lets its root disk go with its image', () => {
  test('is made anew from another image without a question', () => {
    expect(imageBelow()).toContain('/e2eimage-first-');
    expect(up('second.img', 3)).toMatchObject({ status: 0 });
    expect(imageBelow()).toContain('/e2eimage-second-');
  });

  test('is left alone until somebody agrees when the disk would be smaller as well', () => {
    expect(up('third.img', 2)).toMatchObject({ status: 1, stderr: expect.stringMatching(/This removes:\n.*Anew_Disk/) as string });
    expect(imageBelow()).toContain('/e2eimage-second-');
  });

  test('is left alone until somebody agrees when its disk was put above something else by hand', () => {
    const elsewhere = join(POOL, 'elsewhere.raw');
    writeFileSync(elsewhere, '');
    execFileSync('qemu-img', ['rebase', '-u', '-F', 'raw', '-b', elsewhere, DISK]);

    expect(up('second.img', 3)).toMatchObject({ status: 1, stderr: expect.stringMatching(/This removes:\n.*Anew_Disk/) as string });
    expect(imageBelow()).toBe(elsewhere);
  });
});
