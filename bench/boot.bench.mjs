// From `terraform apply` to the SSH greeting of one machine, against QEMU alone with the same image, seed and accelerator.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProject, root, terraformEnv } from './lab-project.mjs';
import { median, report } from './measure.mjs';

const require = createRequire(import.meta.url);
require(join(root, 'scripts/register.cjs'));
const { BareQemu } = require(join(root, '__tests__/support/bare-qemu.ts'));
const { Choices, prepareAssets } = require(join(root, 'packages/cli/src/assets/index.ts'));
const { greetsSsh } = require(join(root, 'packages/cli/src/lab/net-probe.ts'));
const { ensureSshKey } = require(join(root, 'packages/cli/src/project/ssh-key.ts'));
const { Project } = require(join(root, 'packages/cli/src/project/project.ts'));

const RUNS = 3;
const TIMEOUT = 180_000;
const ADDRESS = '10.87.41.10';
const ACCELERATOR = process.argv.includes('--kvm') ? 'kvm' : 'qemu';

const APP = `
import { LabApp, LabStack, libvirt, Size, SshKey } from '@/constructs';
const app = new LabApp({ id: 'bench' });
const lab = new LabStack(app, 'bench');
const host = libvirt.Host.local(lab, 'Host', { accelerator: '${ACCELERATOR}' });
const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/bench' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.41.0/24') });
new libvirt.VirtualMachine(host, 'Web', {
  image: libvirt.CloudImage.DEBIAN_12, pool, network, address: '${ADDRESS}', cpus: 2,
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(lab)] }).addPackages('nginx-light'),
});
app.synth();
`;

const project = createProject('boot', APP);
try {
  ensureSshKey(new Project(project.directory));
  project.run('sh', ['-c', `CDKTF_OUTDIR=${project.directory}/cdktf.out node -r ${root}/scripts/register.cjs main.ts`]);
  const [{ assets }] = JSON.parse(readFileSync(join(project.directory, 'cdktf.out/labcloud.json'), 'utf8')).stacks;
  await prepareAssets(assets, {
    projectDir: project.directory,
    stackDir: project.stack,
    cacheDir: join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'labcloud'),
    choices: new Choices(join(project.directory, '.labcloud/choices.json')),
    progress: { update: () => {} },
  });
  project.run('terraform', ['init', '-input=false', '-no-color'], project.stack);
  const image = join(project.stack, assets[0].file);
  const seed = Object.values(JSON.parse(readFileSync(join(project.stack, 'cdk.tf.json'), 'utf8')).resource.libvirt_cloudinit_disk)[0];

  const bare = [];
  const applied = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(await bootBare(image, seed));
    applied.push(await bootApplied());
  }
  report({ title: 'apply to SSH', value: median(applied), unit: 's', baseline: median(bare), baselineTitle: 'bare QEMU', goal: '≤ 1.1' });
} finally {
  project.remove();
}

async function bootBare(image, seed) {
  const directory = mkdtempSync(join(tmpdir(), 'labcloud-bench-bare-'));
  const mac = /"?macaddress"?: "?([0-9a-f:]{17})/.exec(seed.network_config)[1];
  const machine = await BareQemu.start({
    image,
    seed: { userData: seed.user_data, metaData: seed.meta_data, networkConfig: seed.network_config },
    directory,
    mac,
    accelerator: ACCELERATOR === 'kvm' ? 'kvm' : 'tcg',
  });
  try {
    return await machine.ssh(TIMEOUT / 1000);
  } finally {
    await machine.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function bootApplied() {
  const begin = performance.now();
  const apply = spawn('terraform', ['apply', '-auto-approve', '-input=false'], {
    cwd: project.stack,
    env: terraformEnv,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => apply.on('close', resolve));
  try {
    while (!(await greetsSsh(ADDRESS, 500))) {
      if (performance.now() - begin > TIMEOUT) throw new Error('no SSH greeting in time');
      await sleep(50);
    }
    return (performance.now() - begin) / 1000;
  } finally {
    if ((await ended) !== 0) console.error('  apply failed');
    project.run('terraform', ['destroy', '-auto-approve', '-input=false'], project.stack);
  }
}
