// A hundred tests of constructs, each of which makes a lab with a machine and looks at its template, Jest's start included; the baseline is the
// same tests with `Testing.synth` of stock CDKTF.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { root } from './lab-project.mjs';
import { median, report } from './measure.mjs';

const TESTS = 100;
const RUNS = 3;
const [common] = createRequire(import.meta.url)('../jest.config.js').projects;

const lab = `
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabApp, LabStack, libvirt, SshKey } from '@/constructs';

const directory = mkdtempSync(join(tmpdir(), 'labcloud-bench-'));
afterAll(() => rmSync(directory, { recursive: true }));

function machine(cpus: number): LabStack {
  const stack = new LabStack(new LabApp({ id: 'bench', projectDir: directory, outdir: join(directory, 'out') }), 'lab');
  const host = libvirt.Host.local(stack, 'Host');
  const pool = new libvirt.StoragePool(host, 'Pool', { path: '/srv/bench' });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
  const sshKey = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKy5mXq0Z3Yt0yqkQm3H2Dqk0mZ1 bench');
  const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [sshKey] });
  new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.DEBIAN_12, pool, network, cpus, cloudInit });
  return stack;
}

const numbers = Array.from({ length: ${TESTS} }, (_, index) => index + 1);
`;
const kit = `${lab}
import { Match, Template } from '@labcloud/testing';

test.each(numbers)('a machine has %i processors', (cpus) => {
  const template = Template.fromStack(machine(cpus));
  template.resourceCountIs('libvirt_domain', 1);
  template.hasResourceProperties('libvirt_domain', { vcpu: cpus, devices: { disks: Match.arrayWith([{ target: { dev: 'vda' } }]) } });
});
`;
const stock = `${lab}
import { Testing } from 'cdktf';

test.each(numbers)('a machine has %i processors', (cpus) => {
  const json = Testing.synth(machine(cpus), true);
  expect(Object.keys(JSON.parse(json).resource.libvirt_domain)).toHaveLength(1);
  expect(Testing.toHaveResourceWithProperties(json, 'libvirt_domain', { vcpu: cpus })).toBe(true);
});
`;

mkdirSync(join(root, 'coverage'), { recursive: true });
const directory = mkdtempSync(join(root, 'coverage/bench-testing-'));

function prepare(name, code) {
  const folder = join(directory, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'lab.test.ts'), code.replaceAll('@/', `${root}/`));
  const { transform, transformIgnorePatterns, moduleNameMapper } = common;
  const mapped = Object.fromEntries(Object.entries(moduleNameMapper).map(([from, to]) => [from, to.replace('<rootDir>', root)]));
  const config = { rootDir: folder, testMatch: ['**/*.test.ts'], transform, transformIgnorePatterns, moduleNameMapper: mapped };
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(config));
  return folder;
}

function run(folder, fast) {
  const begin = performance.now();
  const args = [
    join(root, 'node_modules/jest/bin/jest.js'),
    '--config',
    join(folder, 'jest.config.json'),
    '--runInBand',
    '--json',
    '--silent',
  ];
  const environment = { ...process.env, LABCLOUD_FAST_SYNTH: fast };
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, env: environment, encoding: 'utf8', maxBuffer: 1 << 26 });
  const seconds = (performance.now() - begin) / 1000;
  const { numPassedTests } = JSON.parse(stdout);
  if (numPassedTests !== TESTS) throw new Error(`${numPassedTests} of ${TESTS} tests passed\n${stderr}`);
  return seconds;
}

try {
  const folders = { kit: prepare('kit', kit), stock: prepare('stock', stock) };
  // The first run of each compiles.
  run(folders.kit, '1');
  run(folders.stock, '0');
  const kits = Array.from({ length: RUNS }, () => run(folders.kit, '1'));
  const stocks = Array.from({ length: RUNS }, () => run(folders.stock, '0'));
  report({
    title: `${TESTS} tests of constructs`,
    value: median(kits),
    unit: 's',
    baseline: median(stocks),
    baselineTitle: 'Testing.synth of stock CDKTF',
    goal: '< 5 s',
  });
  console.log(`  node -e 0 here: ${bare().toFixed(2)} s`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

function bare() {
  const begin = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return (performance.now() - begin) / 1000;
}
