import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResidentProvider } from '../../../packages/cli/src/terraform/resident-provider';
import { type Outcome, ProjectCopy } from '../../support/project-copy';
import { smallGuest } from '../../support/small-guest';
import { startProvider } from '../../support/start-provider';

jest.setTimeout(300_000);

// Beside a running lab: an id, a subnet and a pool of its own.
const LAB = 'e2estays';
const POOL = `/var/lib/labcloud/${LAB}`;
const MEDIA = join(POOL, `${LAB}-pool-media.raw`);
const STACK = 'cdktf.out/stacks/lab';
const CANARY = 'what the guest has written';

/** Two machines that run, from one image and one cloud-init; `anew` is made anew when either changes, and has a volume that is retained. */
const app = (image: string, greeting: string, withMedia = true): string => `
import { LabApp, LabStack, libvirt, Size, SshKey } from './constructs';
const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
const common = {
  image: libvirt.CloudImage.fromFile('${image}', { format: 'raw' }),
  pool: new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.87.62.0/24') }),
  cloudInit: libvirt.CloudInit.forUser('ops', { sshKeys: [SshKey.ofLab(stack)] }).addFile('/etc/motd', '${greeting}'),
  memory: Size.mebibytes(256),
};
new libvirt.VirtualMachine(host, 'Keep', common);
const anew = new libvirt.VirtualMachine(host, 'Anew', { ...common, onImageChange: 'rebuild', onUserDataChange: 'rebuild' });
${withMedia ? "anew.attach(common.pool.addVolume('Media', Size.mebibytes(16), { format: 'raw' }));" : 'void anew;'}
app.synth();
`;

interface Machine {
  /** Another one after each start. */
  readonly run: string;
  /** Another one when the disk is made anew. */
  readonly disk: number;
  /** The file that its disk keeps the differences to. */
  readonly image: string | undefined;
  readonly seed: string;
}

let project: ProjectCopy;
let provider: ResidentProvider;

function write(image: string, greeting: string): void {
  writeFileSync(join(project.directory, 'main.ts'), app(image, greeting));
}

function said({ stdout, stderr }: Outcome): string {
  return `${stdout} ${stderr}`.replace(/\s+/g, ' ');
}

/** What plain Terraform does, as labcloud would wait for a system that is not there. */
function terraform(command: string): void {
  const env = { TF_CLI_CONFIG_FILE: '/dev/null', TF_REATTACH_PROVIDERS: provider.attachment };
  const { status, stdout, stderr } = project.run(`cd ${STACK} && terraform ${command} -input=false -no-color`, env);
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
}

function look(name: string): Machine {
  const disk = join(POOL, `${LAB}-${name}-disk.qcow2`);
  const information = JSON.parse(execFileSync('qemu-img', ['info', '-U', '--output=json', disk], { encoding: 'utf8' })) as {
    'backing-filename'?: string;
  };
  return {
    run: execFileSync('virsh', ['domid', `${LAB}-${name}`], { encoding: 'utf8' }).trim(),
    disk: statSync(disk).ino,
    image: information['backing-filename'],
    seed: readFileSync(join(POOL, `${LAB}-${name}-seed.iso`), 'latin1'),
  };
}

const canary = (): string => readFileSync(MEDIA).subarray(0, CANARY.length).toString();

beforeAll(async () => {
  project = new ProjectCopy('labcloud-stays');
  for (const name of ['first', 'second']) {
    writeFileSync(join(project.directory, `${name}.img`), Buffer.concat([smallGuest(), randomBytes(1 << 16), Buffer.alloc(1 << 20)]));
  }
  write('first.img', 'Hello');
  const { status, stderr } = project.run('labcloud synth');
  if (status !== 0) throw new Error(stderr);
  provider = await startProvider(join(project.directory, STACK));
  terraform('init');
  terraform('apply -auto-approve');
  writeFileSync(MEDIA, CANARY, { flag: 'r+' });
});

afterAll(async () => {
  await provider.stop();
  project.run('labcloud destroy --yes --with-data');
  project.remove();
});

describe('machines that run', () => {
  test('stay when their cloud-init changes, unless they say otherwise, and the plan says which', () => {
    const before = { keep: look('keep'), anew: look('anew') };
    write('first.img', 'Good morning');
    const plan = said(project.run('labcloud plan'));
    expect(plan).toMatch(/Rebuild \(\d\).*libvirt_domain e2estays-anew/);
    expect(plan).toMatch(/libvirt_volume e2estays-anew-disk\.qcow2/);
    expect(plan).not.toMatch(/libvirt_(domain e2estays-keep|volume e2estays-keep-disk)/);
    terraform('apply -auto-approve');
    const after = { keep: look('keep'), anew: look('anew') };
    expect([after.keep.run, after.keep.disk]).toEqual([before.keep.run, before.keep.disk]);
    expect(after.keep.seed).toContain('Good morning');
    expect(after.anew.run).not.toBe(before.anew.run);
    expect(after.anew.seed).toContain('Good morning');
  });

  test('stay when their image changes, unless they say otherwise', () => {
    const before = { keep: look('keep'), anew: look('anew') };
    write('second.img', 'Good morning');
    const outcome = project.run('labcloud plan');
    expect(said(outcome)).toMatch(/Rebuild \(\d\).*libvirt_domain e2estays-anew/);
    expect(said(outcome)).not.toMatch(/libvirt_(domain e2estays-keep|volume e2estays-keep-disk)/);
    terraform('apply -auto-approve');
    expect(look('keep')).toEqual(before.keep);
    const anew = look('anew');
    expect(anew.run).not.toBe(before.anew.run);
    expect([before.anew.image, anew.image]).toEqual([
      expect.stringContaining('/e2estays-first-'),
      expect.stringContaining('/e2estays-second-'),
    ]);
  });

  test('have nothing left to do, and their data is as it was', () => {
    expect(project.run('labcloud plan').status).toBe(0);
    expect(canary()).toBe(CANARY);
  });

  test('do not lose a volume that is retained when it leaves the program', () => {
    const before = look('anew');
    writeFileSync(join(project.directory, 'main.ts'), app('second.img', 'Good morning', false));
    const { status, ...output } = project.run('labcloud up --yes');
    expect([status, said({ status, ...output })]).toEqual([1, expect.stringContaining('A volume that is retained') as string]);
    expect([look('anew'), canary()]).toEqual([before, CANARY]);
  });
});
