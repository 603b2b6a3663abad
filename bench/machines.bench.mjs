// Apply, plan with refresh and destroy of 100 defined machines as the constructs emit them, each with a volume, on ten networks: seconds by the
// clock and of all processors together, and the largest memory of Terraform and of the provider. Against the same with ten machines on one
// network, of which a hundred should cost no more than ten times as much. Once more with an image and a seed for each machine, which is half as
// many resources again, and without any volumes. LABCLOUD_BENCH_MACHINES measures another number.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { createProject, watched } from './lab-project.mjs';
import { median, report } from './measure.mjs';

const RUNS = 3;
const FEW = 10;
const MANY = Number(process.env.LABCLOUD_BENCH_MACHINES ?? 100);
const PER_NETWORK = MANY > 2000 ? 200 : Math.max(10, Math.ceil(MANY / 10));

const ALONE = `kernel: libvirt.KernelBoot.fromHost({ kernel: '/vmlinuz' })`;
const WITH_VOLUMES = `${ALONE}, disk: Size.gibibytes(2)`;
const WITH_SEEDS = `image: libvirt.CloudImage.fromFile('tiny.qcow2'), cloudInit`;

function app(machines, kind) {
  return `
import { LabApp, LabStack, libvirt, Size, SshKey } from '@/constructs';
const app = new LabApp({ id: 'bench' });
const lab = new LabStack(app, 'bench');
const host = libvirt.Host.local(lab, 'Host');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/bench' });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEscmCvPEjMqKP8/0zsFy54c/YKqSxU6NfXuPeX56U2s bench')] });
let network;
for (let number = 0; number < ${machines}; number++) {
  if (number % ${PER_NETWORK} === 0) {
    const index = number / ${PER_NETWORK};
    network = new libvirt.Network(host, \`Lan\${index}\`, { mode: libvirt.NetworkMode.nat(\`10.87.\${160 + index}.0/24\`) });
  }
  new libvirt.VirtualMachine(host, \`Web\${number}\`, {
    ${kind}, pool, network, power: 'stopped', memory: Size.mebibytes(256),
  });
}
app.synth();
`;
}

async function measure(machines, kind = WITH_VOLUMES) {
  const project = createProject('machines', app(machines, kind));
  const terraform = async (...args) => {
    const result = await watched('terraform', args, project.stack);
    if (result.status !== 0) throw new Error(`terraform ${args[0]} ended with ${result.status}`);
    return result;
  };
  try {
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(project.directory, 'tiny.qcow2'), '1M']);
    project.run('sh', ['-c', `CDKTF_OUTDIR=${project.directory}/cdktf.out node -r ${process.cwd()}/scripts/register.cjs main.ts`]);
    project.run('terraform', ['init', '-input=false', '-no-color'], project.stack);
    let destroyed;
    try {
      const apply = await terraform('apply', '-auto-approve', '-input=false');
      const plans = [];
      for (let run = 0; run < RUNS; run++) plans.push(await terraform('plan', '-input=false', '-detailed-exitcode'));
      const plan = { real: median(plans.map(({ real }) => real)), cpu: median(plans.map(({ cpu }) => cpu)) };
      destroyed = terraform('destroy', '-auto-approve', '-input=false');
      const destroy = await destroyed;
      const largest = (name) => Math.max(...[apply, ...plans, destroy].map(({ memory }) => memory[name] ?? 0)) / 1e6;
      return { apply, plan, destroy, terraform: largest('terraform'), provider: largest('provider') };
    } finally {
      if (destroyed === undefined) project.run('terraform', ['destroy', '-auto-approve', '-input=false'], project.stack);
    }
  } finally {
    project.remove();
  }
}

const few = await measure(FEW);
const many = await measure(MANY);
const seeds = await measure(MANY, WITH_SEEDS);
const alone = await measure(MANY, ALONE);
const baselineTitle = `of ${FEW}`;
const goalOf = (goal) => (MANY === 100 ? goal : undefined);
const figure = (title, pick, unit, goal) =>
  report({ title: `${title} of ${MANY} machines`, value: pick(many), unit, baseline: pick(few), baselineTitle, goal: goalOf(goal) });
const besides = (title, value, pick, unit) =>
  report({ title: `${title},`, value: pick(value), unit, baseline: pick(many), baselineTitle: 'with volumes alone' });
figure('apply', ({ apply }) => apply.real, 's', '≤ 6 s');
figure('plan', ({ plan }) => plan.real, 's', '≤ 1.5 s');
figure('plan, all processors,', ({ plan }) => plan.cpu, 's', '≤ 2 s');
figure('destroy', ({ destroy }) => destroy.real, 's', '≤ 6 s');
figure('memory of Terraform', ({ terraform }) => terraform, 'MB', '≤ 150 MB');
figure('memory of the provider', ({ provider }) => provider, 'MB', '≤ 100 MB');
besides('apply with images and seeds', seeds, ({ apply }) => apply.real, 's');
besides('plan with images and seeds', seeds, ({ plan }) => plan.real, 's');
besides('destroy with images and seeds', seeds, ({ destroy }) => destroy.real, 's');
besides('plan of machines without volumes, all processors', alone, ({ plan }) => plan.cpu, 's');
