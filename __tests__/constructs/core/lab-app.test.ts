import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, TerraformOutput, TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { LabApp, LabStack, libvirt, SshKey } from '../../../constructs';
import { type TestLab, testLab } from '../../helpers/lab';

/** As if the choice for this machine had been to build it. */
function buildDockerProvider({ directory }: TestLab, content = '#!/bin/sh\n'): void {
  const path = join(directory, 'built-provider');
  writeFileSync(path, content);
  mkdirSync(join(directory, '.labcloud'), { recursive: true });
  writeFileSync(join(directory, '.labcloud/choices.json'), JSON.stringify({ dockerProvider: { source: 'built', version: '4.5.0', path } }));
}

describe('LabApp', () => {
  test('keeps the state outside of the output folder, by a relative path', () => {
    const lab = testLab();
    expect(lab.synth().terraform.backend).toEqual({ local: { path: '../../../.labcloud/state/lab.tfstate' } });
    expect(statSync(join(lab.directory, '.labcloud')).mode & 0o777).toBe(0o700);
  });

  test('places the libvirt provider and its hash beside the stack', () => {
    const lab = testLab();
    lab.addMachine('Web');
    lab.synth();
    const stack = join(lab.directory, 'cdktf.out/stacks/lab');
    const [version] = readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8').match(/(?<=version = ")[^"]+/) ?? [];
    const folder = join(stack, `terraform.d/plugins/labcloud.local/labcloud/libvirt/${version ?? ''}`);

    expect(readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8')).toMatch(
      /provider "labcloud\.local\/labcloud\/libvirt" \{[^}]*"h1:[A-Za-z0-9+/]{43}="/,
    );
    expect(existsSync(folder)).toBe(true);
  });

  test('places a Docker provider that was built here, and keeps what Terraform locked', () => {
    const lab = testLab();
    buildDockerProvider(lab);
    const stack = join(lab.directory, 'cdktf.out/stacks/lab');
    mkdirSync(stack, { recursive: true });
    writeFileSync(join(stack, '.terraform.lock.hcl'), 'provider "registry.terraform.io/hashicorp/random" {\n  version = "3.6.0"\n}\n');
    lab.addMachine('Web');
    lab.addService('Front');
    lab.synth();

    expect(readFileSync(join(stack, '.terraform.lock.hcl'), 'utf8').match(/provider "[^"]+"/g)).toEqual([
      'provider "labcloud.local/labcloud/libvirt"',
      'provider "registry.terraform.io/hashicorp/random"',
      'provider "registry.terraform.io/kreuzwerker/docker"',
    ]);
  });

  test.each<[string, (lab: TestLab) => unknown, RegExp]>([
    ['machines', (lab) => lab.addMachine('Web'), /^provider "labcloud\.local\/labcloud\/libvirt" \{[^}]*\}$/],
    ['containers', (lab) => lab.addService('Front'), /^provider "registry\.terraform\.io\/kreuzwerker\/docker" \{[^}]*\}$/],
  ])('leaves alone what Terraform has locked for a stack of %s', (_, add, locks) => {
    const lab = testLab();
    buildDockerProvider(lab);
    add(lab);
    lab.synth();
    const stack = join(lab.directory, 'cdktf.out/stacks/lab');
    const file = join(stack, '.terraform.lock.hcl');
    expect(readFileSync(file, 'utf8').replace(/^#.*/, '').trim()).toMatch(locks);
    rmSync(file);
    execFileSync('terraform', ['init', '-input=false'], { cwd: stack, env: { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null' } });
    const locked = readFileSync(file, 'utf8');

    lab.synth();

    expect(readFileSync(file, 'utf8')).toBe(locked);
  });

  test('locks a provider anew that was built anew', () => {
    const lab = testLab();
    lab.addService('Front');
    const lock = (): string => readFileSync(join(lab.directory, 'cdktf.out/stacks/lab/.terraform.lock.hcl'), 'utf8');
    buildDockerProvider(lab);
    lab.synth();
    const before = lock();
    buildDockerProvider(lab, '#!/bin/sh\nexit\n');
    lab.synth();
    expect(lock().replace(/h1:.{44}/, '')).toBe(before.replace(/h1:.{44}/, ''));
    expect(lock()).not.toBe(before);
  });

  test.each([
    ['kvm', 'host-passthrough', null],
    ['qemu', 'maximum', [{ name: 'erms', policy: 'disable' }]],
  ])('hands the accelerator %s of this machine to Terraform beside the JSON, not in it', (accelerator, cpuMode, cpuFeatures) => {
    const lab = testLab();
    lab.addMachine('Web');
    const without = JSON.stringify(lab.synth());
    writeFileSync(join(lab.directory, '.labcloud/host.json'), JSON.stringify({ accelerator }));

    expect(JSON.stringify(lab.synth())).toBe(without);
    expect(lab.readJson('cdktf.out/stacks/lab/labcloud.auto.tfvars.json')).toEqual({
      host_accelerator: accelerator,
      host_cpu_mode: cpuMode,
      host_cpu_features: cpuFeatures,
    });
  });

  test('runs validations, and names who fails', () => {
    const lab = testLab();
    new Construct(lab.stack, 'Part').node.addValidation({ validate: () => ['is not complete'] });
    expect(() => lab.synth()).toThrow('lab/Part: is not complete');
  });

  test('refuses error annotations', () => {
    const lab = testLab();
    Annotations.of(new Construct(lab.stack, 'Part')).addError('is wrong');
    expect(() => lab.synth()).toThrow('lab/Part: is wrong');
  });

  test('refuses two elements that would become one in Terraform', () => {
    const lab = testLab();
    new TerraformVariable(lab.stack, 'a.b', {});
    new TerraformVariable(lab.stack, 'ab', {});
    expect(() => lab.synth()).toThrow(/lab\/ab and lab\/a\.b both become TerraformVariable 'ab' in Terraform: rename one of them/);
  });

  test('finds references between stacks', () => {
    const lab = testLab();
    const other = new LabStack(lab.app, 'other');
    new TerraformOutput(other, 'Pool', { value: lab.pool.resource.id });
    lab.synth();

    expect(lab.manifest.stacks.map(({ name, dependencies }) => [name, dependencies])).toEqual([
      ['lab', []],
      ['other', ['lab']],
    ]);
    expect(JSON.stringify(lab.readJson('cdktf.out/stacks/other/cdk.tf.json'))).toContain('terraform_remote_state');
  });

  test('is what every construct must be in', () => {
    const lab = testLab();
    expect(() => new libvirt.StoragePool(lab.stack, 'Pool', { path: '/x' })).toThrow(/lab\/Pool: must be created inside a libvirt\.Host/);
    expect(() => LabApp.of(new Construct(undefined as never, ''))).toThrow(/must be created inside a LabApp/);
  });
});

describe('the check against the schema of the provider (defect 13 of the published one)', () => {
  test.each([
    ['title_', 'x', /lab\/Host\/Web\/Resource \(libvirt_domain\) has no attribute 'title_': did you mean 'title'\?/],
    ['devices.disks', [{ tarjet: {} }], /has no attribute 'devices\.disks\.tarjet': did you mean 'target'\?/],
    ['cpu.moode', 'x', /has no attribute 'cpu\.moode': did you mean 'mode'\?/],
    ['something.else', 'x', /has no attribute 'something': there are .*memory/],
    ['id', 3, /sets 'id', which only the provider can set: remove it/],
  ])('refuses what addOverride sets at %s', (path, value, message) => {
    const lab = testLab();
    lab.addMachine('Web').resource.addOverride(path, value);
    expect(() => lab.synth()).toThrow(message);
  });

  test.each(['title', 'lifecycle.prevent_destroy', 'depends_on'])('accepts %s', (path) => {
    const lab = testLab();
    lab.addMachine('Web').resource.addOverride(path, path === 'depends_on' ? [] : 'x');
    expect(() => lab.synth()).not.toThrow();
  });
});

describe('SshKey', () => {
  test('of the lab is read from where labcloud keeps it', () => {
    const lab = testLab();
    expect(() => SshKey.ofLab(lab.stack)).toThrow(/lab: the lab has no SSH key yet: run 'npx labcloud up'/);
    mkdirSync(join(lab.directory, '.labcloud/ssh'), { recursive: true });
    writeFileSync(join(lab.directory, '.labcloud/ssh/id_ed25519.pub'), 'ssh-ed25519 AAAA lab\n');
    expect(SshKey.ofLab(lab.stack).line).toBe('ssh-ed25519 AAAA lab');
  });

  test.each(['', 'AAAA', '-----BEGIN OPENSSH PRIVATE KEY-----', 'ssh-ed25519 AAAA x\nssh-rsa AAAA'])('refuses %p', (line) => {
    expect(() => SshKey.fromPublicKey(line)).toThrow(/an SshKey must look like/);
  });
});
