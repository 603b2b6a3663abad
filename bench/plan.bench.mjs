// Plan with refresh of 100 defined machines, each with a root disk and a seed: seconds of all processors together,
// against the same plan of one machine.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { cost, createProject } from './lab-project.mjs';
import { median, report } from './measure.mjs';

const RUNS = 3;

function app(machines) {
  return `
import { LabApp, LabStack, libvirt, Size, SshKey } from '@/constructs';
const app = new LabApp({ id: 'bench' });
const lab = new LabStack(app, 'bench');
const host = libvirt.Host.local(lab, 'Host');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/bench' });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.40.0/24') });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEscmCvPEjMqKP8/0zsFy54c/YKqSxU6NfXuPeX56U2s bench')] });
for (let number = 1; number <= ${machines}; number++) {
  new libvirt.VirtualMachine(host, \`Web\${number}\`, {
    image: libvirt.CloudImage.fromFile('tiny.qcow2'), pool, network, cloudInit, power: 'stopped', memory: Size.mebibytes(256),
  });
}
app.synth();
`;
}

function measure(machines) {
  const project = createProject('plan', app(machines));
  try {
    execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(project.directory, 'tiny.qcow2'), '1M']);
    project.run('sh', ['-c', `CDKTF_OUTDIR=${project.directory}/cdktf.out node -r ${process.cwd()}/scripts/register.cjs main.ts`]);
    project.run('terraform', ['init', '-input=false', '-no-color'], project.stack);
    try {
      const apply = cost('terraform', ['apply', '-auto-approve', '-input=false'], project.stack);
      if (apply.status !== 0) throw new Error('apply failed');
      const plans = Array.from({ length: RUNS }, () => cost('terraform', ['plan', '-input=false', '-detailed-exitcode'], project.stack));
      if (plans.some(({ status }) => status !== 0)) throw new Error('the plan after apply is not empty');
      return { apply, cpu: median(plans.map(({ cpu }) => cpu)), real: median(plans.map(({ real }) => real)) };
    } finally {
      project.run('terraform', ['destroy', '-auto-approve', '-input=false'], project.stack);
    }
  } finally {
    project.remove();
  }
}

const one = measure(1);
const hundred = measure(100);
console.log(`  apply of 100 machines: ${hundred.apply.real.toFixed(1)} s by the clock, ${hundred.apply.cpu.toFixed(1)} s of processors`);
report({
  title: 'plan of 100 machines, all processors',
  value: hundred.cpu,
  unit: 's',
  baseline: one.cpu,
  baselineTitle: 'plan of one',
  goal: '≤ 2 s',
});
report({ title: 'plan of 100 machines, by the clock', value: hundred.real, unit: 's', baseline: one.real, baselineTitle: 'plan of one' });
