import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Connection, DomainXMLFlags } from '@labcloud/libvirt-client';
import type { ResidentProvider } from '../../../packages/cli/src/terraform/resident-provider';
import { sweep } from '../provider/sweep';
import { ProjectCopy } from '../../support/project-copy';
import { startProvider } from '../../support/start-provider';

const LAB = 'e2e-import';
const POOL = `/var/lib/labcloud/${LAB}`;

const program = (folder: string): string => `
import { LabApp, LabStack, libvirt, Secret, Size, SshKey } from './constructs';

const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host');
const pool = new libvirt.StoragePool(host, 'Pool', { path: '${POOL}' });
const lan = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.140.0/24'), mtu: 1400, forwarders: ['10.87.140.1'] });
lan.addName('printer', '10.87.140.9').addText('motto', 'all of it').addService({ service: 'ldap', protocol: 'tcp', target: 'printer', port: 389 });
const other = new libvirt.Network(host, 'Other', { mode: libvirt.NetworkMode.isolated('10.87.141.0/24') });
const cloudInit = libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] }).addSecretFile('/etc/one', Secret.generated(stack, 'One'));

new libvirt.VirtualMachine(host, 'All', {
  image: libvirt.CloudImage.fromFile('disk.qcow2'),
  pool,
  network: lan,
  cloudInit,
  drive: true,
  power: 'stopped',
  autostart: true,
  cpus: 1,
  maxCpus: 2,
  cpuTopology: { sockets: 1, cores: 2 },
  memory: Size.mebibytes(256),
  maxMemory: Size.mebibytes(512),
  firmware: libvirt.Firmware.uefi({ secureBoot: true }),
  tpm: libvirt.Tpm.V2_0,
  watchdog: 'reset',
  graphics: libvirt.Graphics.vnc({ password: Secret.generated(stack, 'Screen', { bytes: 6 }) }),
  sharedFolders: [libvirt.SharedFolder.of('${folder}', 'docs')],
  serialLog: '/var/log/libvirt/qemu/${LAB}-serial.log',
})
  .attach(pool.addVolume('Data', Size.mebibytes(8), { format: 'raw' }))
  .attach(pool.addVolume('Vault', Size.mebibytes(8), { encryptionKey: Secret.generated(stack, 'Key') }))
  .attachNetwork(other)
  .insert(libvirt.InstallMedia.iso('tools.iso'));

new libvirt.VirtualMachine(host, 'Runs', {
  install: libvirt.InstallMedia.iso('tools.iso'),
  disk: Size.gibibytes(2),
  pool,
  network: other,
  chipset: 'pc',
  memory: Size.mebibytes(256),
});
new libvirt.VirtualMachine(host, 'Waits', {
  install: libvirt.InstallMedia.iso('tools.iso'),
  disk: Size.gibibytes(2),
  pool,
  network: other,
  memory: Size.mebibytes(256),
  bootOrder: ['network', 'disk'],
  cpuModel: libvirt.CpuModel.named('qemu64'),
  power: 'paused',
});
app.synth();
`;

let project: ProjectCopy;
let folder: string;
let stack: string;
let provider: ResidentProvider;
let secrets: NodeJS.ProcessEnv;

/** Each resource of libvirt in the state, with all that names it. */
let resources: { address: string; ids: string[] }[];

function succeed(command: string): string {
  const { status, stdout, stderr } = project.run(command);
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Terraform itself, with the secrets of the lab. */
async function terraform(...args: string[]): Promise<string> {
  const env = { ...process.env, ...secrets, TF_CLI_CONFIG_FILE: '/dev/null', TF_REATTACH_PROVIDERS: provider.attachment };
  return (await promisify(execFile)('terraform', args, { cwd: stack, env, maxBuffer: 64 * 1024 * 1024 })).stdout;
}

const plan = (...args: string[]): Promise<string> => terraform('plan', '-input=false', '-no-color', '-compact-warnings', ...args);

function readSecret(name: string): string {
  return readFileSync(join(project.directory, `.labcloud/secrets/lab/secret_${name.toLowerCase()}.1`), 'utf8').trim();
}

function idsOf({ type, values }: { type: string; values: Record<string, string> }): string[] {
  const { name = '', uuid = '', path = '', pool = '' } = values;
  if (type === 'libvirt_secret') return [uuid];
  if (type === 'libvirt_cloudinit_disk') return [path];
  return type === 'libvirt_volume' ? [`${pool}/${name}`, path] : [name, uuid];
}

function changes(output: string): string[] {
  return output.split('\n').filter((line) => /^\s*[~+-]|^\s*# |forces replacement|^Plan:|│/.test(line));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-import-'));
  project = new ProjectCopy('labtest-import');
  writeFileSync(join(project.directory, 'main.ts'), program(folder));
  execFileSync('qemu-img', ['create', '-q', '-f', 'qcow2', join(project.directory, 'disk.qcow2'), '1M']);
  succeed('genisoimage -quiet -V TOOLS -o tools.iso package.json');
  succeed('labcloud up --yes');
  stack = join(project.directory, 'cdktf.out/stacks/lab');
  const names = ['One', 'Screen', 'Key'];
  secrets = Object.fromEntries(names.map((name) => [`TF_VAR_secret_${name.toLowerCase()}`, readSecret(name)]));
  provider = await startProvider(stack);
  const shown = JSON.parse(await terraform('show', '-json')) as {
    values: { root_module: { resources: { address: string; type: string; values: Record<string, string> }[] } };
  };
  resources = shown.values.root_module.resources.map((resource) => ({ address: resource.address, ids: idsOf(resource) }));
}, 300_000);

afterAll(async () => {
  try {
    await provider.stop();
    succeed('labcloud destroy --yes --with-data');
  } finally {
    const connection = await Connection.open('qemu:///system');
    await sweep(connection, `${LAB}-`);
    await connection.close();
    project.remove();
    rmSync(folder, { recursive: true, force: true });
    rmSync(POOL, { recursive: true, force: true });
  }
}, 120_000);

describe('what the constructs emit, after it was forgotten', () => {
  test('is all there to be imported', () => {
    expect(new Set(resources.map(({ address }) => address.split('.')[0]))).toEqual(
      new Set(['libvirt_cloudinit_disk', 'libvirt_domain', 'libvirt_network', 'libvirt_pool', 'libvirt_secret', 'libvirt_volume']),
    );
  });

  test('is as planned once terraform import has found it by its name', async () => {
    await terraform('state', 'rm', ...resources.map(({ address }) => address));
    for (const { address, ids } of resources) await terraform('import', '-input=false', address, String(ids[0]));
    expect(changes(await plan())).toEqual([]);
  }, 300_000);

  test('is as planned by import blocks that name it by its UUID or path', async () => {
    await terraform('state', 'rm', ...resources.map(({ address }) => address));
    const file = join(stack, 'imports.tf.json');
    writeFileSync(file, JSON.stringify({ import: resources.map(({ address, ids }) => ({ to: address, id: ids.at(-1) })) }));
    try {
      expect(await plan('-out=plan')).toContain(`Plan: ${String(resources.length)} to import, 0 to add, 0 to change, 0 to destroy.`);
      await terraform('apply', '-input=false', 'plan');
    } finally {
      rmSync(file);
    }
    expect(changes(await plan())).toEqual([]);
  }, 120_000);

  test('still shows what was changed by hand', async () => {
    const address = resources.find(({ address }) => address.startsWith('libvirt_domain.') && address.includes('Runs'))?.address ?? '';
    await terraform('state', 'rm', address);
    succeed(`virsh -q desc ${LAB}-runs --config --title 'by hand'`);
    await terraform('import', '-input=false', address, `${LAB}-runs`);
    expect(await plan()).toMatch(/- title .*"by hand"/);
    succeed(`virsh -q desc ${LAB}-runs --config --title ''`);
  }, 60_000);
});

test('devices that somebody added by hand show in the next plan, and go with the next up', async () => {
  const added: readonly (readonly [device: string, shown: RegExp])[] = [
    ["<serial type='pty'><target type='isa-serial' port='1'/></serial>", /- port += 1 -> null/],
    ["<console type='pty'><target type='virtio' port='1'/></console>", /- type += "virtio" -> null/],
    ["<controller type='usb' index='1' model='nec-xhci'/>", /- model += "nec-xhci" -> null/],
    ["<video><model type='qxl'/></video>", /- type += "qxl" -> null/],
  ];
  const connection = await Connection.open('qemu:///system');
  try {
    const machine = await connection.domainLookupByName(`${LAB}-all`);
    const xml = await connection.domainGetXMLDesc(machine, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
    const devices = added.map(([device]) => device).join('');
    await connection.domainDefineXMLFlags(xml.replace('</devices>', `${devices}</devices>`));
  } finally {
    await connection.close();
  }
  const text = await plan('-out=plan');
  for (const [, shown] of added) expect(text).toMatch(shown);
  await terraform('apply', '-input=false', '-no-color', 'plan');
  expect(changes(await plan())).toEqual([]);
}, 60_000);
