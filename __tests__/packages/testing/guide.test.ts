import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Capture, expectChange, Match, Template, toPlan } from '@labcloud/testing';
import { LabApp, LabStack, libvirt, Size } from '../../../constructs';
import { KEY } from '../../helpers/lab';

const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });

function build(memory: Size): LabStack {
  const stack = new LabStack(new LabApp(), 'lab');
  const host = libvirt.Host.local(stack, 'Host');
  const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/lab' });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
  new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit, memory });
  return stack;
}

let stack: LabStack;
let app: LabApp;
let host: libvirt.Host;

beforeEach(() => {
  stack = build(Size.gibibytes(1));
  app = LabApp.of(stack);
  host = stack.node.findChild('Host') as libvirt.Host;
});

test('the web server has a gigabyte and its own address', () => {
  const template = Template.fromStack(stack);
  const address = new Capture();

  template.resourceCountIs('libvirt_domain', 1);
  template.hasResourceProperties('libvirt_domain', { name: 'lab-web', memory: 1024, memory_unit: 'MiB' });
  template.hasResourceProperties('libvirt_network', { ips: [{ dhcp: { hosts: Match.arrayWith([{ name: 'web', ip: address }]) } }] });
  expect(address.asString()).toBe('10.20.0.10');
});

test('nobody logs in with a password', () => {
  Template.fromStack(stack).allResourcesProperties('libvirt_cloudinit_disk', { user_data: Match.serializedYaml({ ssh_pwauth: false }) });
});

test('every host stands in a rack', () => {
  host.node.addValidation({ validate: () => ['needs a rack'] });
  expect(() => Template.fromStack(stack)).toThrow('lab/Host: needs a rack');
});

test('the lab is what its snapshot says', () => {
  expect(app).toMatchCloudSnapshot();
});

test('more memory restarts the machine, and that is all', () => {
  const change = expectChange(build(Size.gibibytes(1)), build(Size.gibibytes(4)));

  change.toHaveNoEffect('replace');
  change.toHaveEffect('lab/Host/Web', 'restart');
});

test('Terraform can plan it', async () => {
  const plan = await toPlan(stack);
  expect(plan.with('create').map(({ path }) => path)).toContain('lab/Host/Web');
}, 30_000);

test('the guide shows these very tests', () => {
  const guide = readFileSync(join(__dirname, '../../../docs/guides/testing.md'), 'utf8');
  const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block ?? '');
  const here = readFileSync(__filename, 'utf8');
  expect(blocks.length).toBeGreaterThan(5);
  expect(blocks.filter((block) => !here.includes(block))).toEqual([]);
});
