import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Domain } from '@cdktf/provider-libvirt/lib/domain';
import { Capture, Match, SynthesisError, Template } from '@labcloud/testing';
import { Annotations, Aspects, TerraformOutput, TerraformVariable } from 'cdktf';
import { LabStack, libvirt } from '../../../constructs';
import { testLab } from '../../helpers/lab';

function twoMachines(): { template: Template; stack: LabStack } {
  const lab = testLab();
  lab.addMachine('Web', { cpus: 2 });
  lab.addMachine('Database', { cpus: 4 });
  return { template: Template.fromStack(lab.stack), stack: lab.stack };
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not throw');
}

describe('a template', () => {
  const { template, stack } = twoMachines();

  test('finds resources by some of their attributes, at any depth', () => {
    template.hasResourceProperties('libvirt_domain', {
      name: 'lab-web',
      vcpu: 2,
      devices: { disks: Match.arrayWith([{ target: { dev: 'vda' } }]) },
    });
    template.hasResourceProperties(Domain, { name: 'lab-database' });
  });

  test('leaves to hasResource what Terraform itself reads', () => {
    template.hasResource('libvirt_domain', { lifecycle: { replace_triggered_by: Match.anyValue() }, provider: 'libvirt.host' });
    expect(() => template.hasResourceProperties('libvirt_domain', { provider: Match.anyValue() })).toThrow('provider: expected any value');
  });

  test('counts resources, all of them or those that are alike', () => {
    template.resourceCountIs('libvirt_domain', 2);
    template.resourceCountIs('docker_container', 0);
    template.resourcePropertiesCountIs('libvirt_domain', { vcpu: 4 }, 1);
    expect(messageOf(() => template.resourceCountIs('libvirt_pool', 2))).toMatch(
      /^Expected 2 libvirt_pool in stack lab, found 1:\n {2}lab\/Host\/Pool\/Resource \(libvirt_pool\.Host_Pool_\w+\)$/,
    );
  });

  test('says of all resources what they have in common', () => {
    template.allResourcesProperties('libvirt_domain', { memory: 1024 });
    expect(messageOf(() => template.allResourcesProperties('libvirt_domain', { vcpu: 2 }))).toMatch(
      /^Expected every libvirt_domain in stack lab to be like this, and 1 of 2 is not\.\nThe only one is lab\/Host\/Database\/.*\n {2}vcpu: expected 2, received 4$/,
    );
    expect(() => template.allResources('docker_network', {})).toThrow('found none at all');
  });

  test('shows the nearest resource, with its construct path and each difference', () => {
    const message = messageOf(() => template.hasResourceProperties('libvirt_domain', { name: 'lab-web', vcpu: 3, memory: 4096 }));
    expect(message).toMatch(
      /^Expected a libvirt_domain with these properties in stack lab, found none\.\nThe nearest of 2 is lab\/Host\/Web\/Resource \(libvirt_domain\.Host_Web_\w+\), with 2 differences:\n {2}vcpu: expected 3, received 2\n {2}memory: expected 4096, received 1024$/,
    );
  });

  test.each<[string, () => void, string]>([
    [
      'a misspelt attribute',
      () => template.hasResourceProperties('libvirt_domain', { vcpus: 2 }),
      "vcpus: expected 2, but it is not there (did you mean 'vcpu'?)",
    ],
    ['a misspelt type', () => template.hasResourceProperties('libvirt_domian', {}), "Did you mean 'libvirt_domain'?"],
    [
      'a text instead of a number',
      () => template.hasResourceProperties('libvirt_domain', { vcpu: '2' }),
      'vcpu: expected "2" (a string), received 2 (a number)',
    ],
    [
      'a pattern with a hole',
      () => template.hasResourceProperties('libvirt_domain', { name: undefined }),
      "'name' is undefined; say Match.absent()",
    ],
    [
      'a regular expression as it is',
      () => template.hasResourceProperties('libvirt_domain', { name: /web/ }),
      'say Match.stringLikeRegexp',
    ],
    [
      'an output that is not there',
      () => template.hasOutput('Address'),
      "Expected an output 'Address' in stack lab, found none. There is no output at all.",
    ],
    ['something that is no stack', () => Template.fromStack(stack.node.root as never), 'Template.fromStack takes a stack'],
    ['a resource of something that makes none', () => template.resourceOf('lab/Host'), 'There is no resource of lab/Host'],
  ])('says what is wrong about %s', (_title, work, message) => {
    expect(messageOf(work)).toContain(message);
  });

  test('fails where the test is, not within the kit', () => {
    try {
      template.resourceCountIs('libvirt_domain', 3);
    } catch (error) {
      expect((error as Error).stack).toMatch(/^TemplateError: Expected 3 .*(?:\n {2}lab.*)*\n {4}at .*template\.test\.ts/);
    }
    expect.assertions(1);
  });

  test('gives the resource of a construct, and those that are found', () => {
    expect(template.resourceOf('lab/Host/Web')).toMatchObject({ name: 'lab-web', vcpu: 2 });
    expect(Object.values(template.findResources('libvirt_domain', { vcpu: 4 }))).toEqual([
      expect.objectContaining({ name: 'lab-database' }),
    ]);
    expect(template.findResources('docker_container')).toEqual({});
  });

  test('captures a value of each resource that matches', () => {
    const cpus = new Capture();
    template.hasResourceProperties('libvirt_domain', { name: Match.stringLikeRegexp('^lab-'), vcpu: cpus });
    expect(cpus.asNumber()).toBe(2);
    expect(cpus.next()).toBe(true);
    expect(cpus.asNumber()).toBe(4);
    expect(cpus.next()).toBe(false);
    expect(cpus.all).toEqual([2, 4]);
  });

  test('captures nothing in an assertion that fails', () => {
    const cpus = new Capture();
    expect(() => template.hasResourceProperties('libvirt_domain', { name: 'x', vcpu: cpus })).toThrow();
    expect(() => cpus.asNumber()).toThrow('nothing was captured');
  });

  test('looks into cloud-init', () => {
    template.hasResourceProperties('libvirt_cloudinit_disk', {
      user_data: Match.serializedYaml({ users: Match.arrayWith([{ name: 'ops' }]) }),
    });
    const message = messageOf(() =>
      template.hasResourceProperties('libvirt_cloudinit_disk', {
        user_data: Match.serializedYaml({ users: Match.arrayWith([{ name: 'root' }]) }),
      }),
    );
    expect(message).toContain('users[0].name: expected "root", received "ops"');
  });

  test('hands out copies', () => {
    (template.toJSON().resource as Record<string, unknown>)['libvirt_domain'] = {};
    template.resourceCountIs('libvirt_domain', 2);
  });
});

describe('other parts of a template', () => {
  test('outputs, by id or by path, and variables', () => {
    const lab = testLab();
    const machine = lab.addMachine('Web');
    new TerraformOutput(machine, 'Address', { value: machine.address, description: 'where it is' });
    new TerraformVariable(lab.stack, 'size', { default: 3 });
    const template = Template.fromStack(lab.stack);
    template.hasOutput('Host/Web/Address', { value: machine.address });
    template.hasOutput('*', { description: 'where it is' });
    template.hasVariable('size', { default: 3 });
    template.hasProvider('libvirt', { uri: 'qemu:///system' });
    expect(Object.keys(template.findOutputs('lab/Host/Web/Address'))).toHaveLength(1);
    expect(Object.keys(template.findVariables('*', { default: 3 }))).toEqual(['size']);
    expect(() => template.hasOutput('*', { value: 'x' })).toThrow(
      /The only one is output .*\n {2}value: expected "x", received "10\.20\.0\.\d+"/,
    );
    expect(() => template.hasOutput('Adress')).toThrow(/There are Host_Web_Address_\w+\./);
  });

  test('moved blocks', () => {
    const lab = testLab();
    lab.addMachine('Web').resource.moveFromId('libvirt_domain.Old');
    const template = Template.fromStack(lab.stack);
    template.hasMovedBlock({ from: 'libvirt_domain.Old' });
    expect(() => template.hasMovedBlock({ from: 'libvirt_domain.Older' })).toThrow(
      'from: expected "libvirt_domain.Older", received "libvirt_domain.Old"',
    );
  });

  test('data sources, and everything else', () => {
    const template = Template.fromJson({ data: { libvirt_node_info: { Node: { id: 'x' } } }, terraform: { required_version: '>= 1.9' } });
    template.hasDataSource('libvirt_node_info', { id: 'x' });
    expect(Object.keys(template.findDataSources('libvirt_node_info'))).toEqual(['Node']);
    template.templateMatches({ terraform: { required_version: Match.stringLikeRegexp('1\\.9') } });
    expect(() => template.hasDataSource('other')).toThrow('Expected a data source of type other');
  });
});

describe('synthesizing for a template', () => {
  test('runs validations, and names the construct', () => {
    const lab = testLab();
    lab.host.node.addValidation({ validate: () => ['is too old'] });
    lab.host.node.addValidation({ validate: () => ['and too slow'] });
    expect(() => Template.fromStack(lab.stack)).toThrow(new SynthesisError(['lab/Host: is too old', 'lab/Host: and too slow']));
  });

  test('refuses error annotations', () => {
    const lab = testLab();
    Annotations.of(lab.host).addError('nobody has that');
    expect(() => Template.fromStack(lab.stack)).toThrow('lab/Host: nobody has that');
  });

  test('finds what is wrong in another stack of the app', () => {
    const lab = testLab();
    const other = new LabStack(lab.app, 'other');
    Annotations.of(other).addError('broken');
    expect(() => Template.fromStack(lab.stack)).toThrow('other: broken');
  });

  test('refuses an attribute that the provider does not know', () => {
    const lab = testLab();
    lab.addMachine('Web').resource.addOverride('devices.discs', []);
    expect(() => Template.fromStack(lab.stack)).toThrow("did you mean 'disks'?");
  });

  test('makes references between stacks', () => {
    const lab = testLab();
    const other = new LabStack(lab.app, 'other');
    const output = new TerraformOutput(other, 'Pool', { value: lab.pool.resource.id });
    expect(output).toBeDefined();
    Template.fromStack(other).hasOutput('Pool', { value: Match.stringLikeRegexp('^\\$\\{data\\.terraform_remote_state\\.') });
    Template.fromStack(lab.stack).hasOutput('*', { value: Match.stringLikeRegexp('libvirt_pool\\..*\\.id'), sensitive: true });
  });

  test('lets an aspect visit each construct once, however often it is asked', () => {
    const lab = testLab();
    let visits = 0;
    lab.addMachine('Web');
    Aspects.of(lab.stack).add({ visit: (construct) => void (visits += construct instanceof libvirt.VirtualMachine ? 1 : 0) });
    Template.fromStack(lab.stack);
    Template.fromStack(lab.stack);
    expect(visits).toBe(1);
  });

  test('sees what an aspect changes, and what was added since the last template', () => {
    const lab = testLab();
    Aspects.of(lab.stack).add({ visit: (construct) => construct instanceof Domain && construct.addOverride('title', 'seen') });
    lab.addMachine('Web');
    Template.fromStack(lab.stack).hasResourceProperties('libvirt_domain', { title: 'seen' });
    lab.addMachine('Database');
    Template.fromStack(lab.stack).resourcePropertiesCountIs('libvirt_domain', { title: 'seen' }, 2);
  });

  test('takes the only stack of an app, or the one that is named', () => {
    const lab = testLab();
    expect(Template.fromApp(lab.app).stackName).toBe('lab');
    new LabStack(lab.app, 'other');
    expect(Template.fromApp(lab.app, 'other').stackName).toBe('other');
    expect([...Template.allOf(lab.app).keys()]).toEqual(['lab', 'other']);
    expect(() => Template.fromApp(lab.app)).toThrow('name one of the stacks; the app has lab, other');
    expect(() => Template.fromApp(lab.app, 'third')).toThrow("there is no stack 'third'; the app has lab, other");
  });

  test('reads synthesized JSON, as text or from a file', () => {
    const lab = testLab();
    lab.addMachine('Web');
    const json = JSON.stringify(lab.synth());
    Template.fromJson(json).resourceCountIs('libvirt_domain', 1);
    const folder = mkdtempSync(join(tmpdir(), 'labcloud-template-'));
    writeFileSync(join(folder, 'cdk.tf.json'), json);
    expect(Template.fromJson(join(folder, 'cdk.tf.json')).stackName).toBe('lab');
    rmSync(folder, { recursive: true });
  });

  test('gives the same JSON as synth', () => {
    const lab = testLab();
    lab.addMachine('Web');
    lab.addService('Hello');
    expect(Template.fromStack(lab.stack).toJSON()).toEqual(lab.synth());
  });
});
