import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, LabApp, LabStack, libvirt, Secret, Size, SshKey } from '../../../../constructs';
import { FORMATS, exportLab } from '../../../../packages/cli/src/export/export-lab';
import type { LabModel } from '../../../../packages/cli/src/export/lab-model';
import { readModel } from '../../../../packages/cli/src/export/read-model';
import { readManifest } from '../../../../packages/cli/src/project/manifest';
import { Project } from '../../../../packages/cli/src/project/project';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-model');
const KEY = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');
const PLANTED = 'planted-secret';

let model: LabModel;

beforeAll(() => {
  process.env.PLANTED = PLANTED;
  const app = new LabApp({ projectDir: folder(), outdir: join(folder(), 'cdktf.out') });
  const stack = new LabStack(app, 'web');
  const host = new libvirt.Host(stack, 'Kvm1', { uri: 'qemu+ssh://ops@kvm1/system?keyfile=keys/kvm1', accelerator: 'qemu' });
  const pool = new libvirt.StoragePool(host, 'Pool', { path: '/srv/lab' });
  const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.50.0/24') });
  const storage = new libvirt.Network(host, 'Storage', { mode: libvirt.NetworkMode.isolated('10.87.51.0/24') });
  const six = new libvirt.Network(host, 'Six', { mode: libvirt.NetworkMode.isolated('fd00:53::/64') });
  const both = new libvirt.Network(host, 'Both', { mode: libvirt.NetworkMode.isolated('10.87.54.0/24', { ipv6: 'fd00:54::/64' }) });
  const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] })
    .addFile('/etc/planted', PLANTED)
    .addSecretFile('/etc/secret', Secret.fromEnvironment(stack, 'Token', 'PLANTED'));
  const props = { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit };
  const web = new libvirt.VirtualMachine(host, 'Web', { ...props, cpus: 3, memory: Size.gibibytes(2), disk: Size.gibibytes(20) });
  web.attachNetwork(storage).attachNetwork(six).attachNetwork(both);
  new libvirt.VirtualMachine(host, 'Inner', { ...props, network: six, cloudInit, address: 'fd00:53::5' });
  new libvirt.VirtualMachine(host, 'Spare', { ...props, power: 'stopped' });
  const engine = docker.Engine.local(stack, 'Docker');
  const backend = new docker.Network(engine, 'Backend', { subnet: '10.87.52.0/24' });
  const image = docker.Image.fromRegistry('nginx:1.27.3');
  new docker.ContainerService(engine, 'Hello', { image, networks: [backend], replicas: 2, environment: { PLANTED } });
  app.synth();
  const project = new Project(folder());
  const manifest = readManifest(project);
  model = readModel(project, manifest as NonNullable<typeof manifest>);
});

afterAll(() => {
  delete process.env.PLANTED;
});

describe('the model of an app', () => {
  test('has its machines, with all their networks', () => {
    expect(model.machines).toEqual([
      {
        name: 'web',
        path: 'web/Kvm1/Web',
        stack: 'web',
        group: null,
        host: 'web/Kvm1',
        domain: 'lab-web',
        address: expect.stringMatching(/^10\.87\.50\./),
        mac: expect.stringMatching(/^52:54:00:/),
        user: 'ops',
        power: 'running',
        cpus: 3,
        memory: 2 * 2 ** 30,
        disk: 20 * 2 ** 30,
        networks: [
          { network: 'lab-lan', address: expect.stringMatching(/^10\.87\.50\./) },
          { network: 'lab-storage', address: expect.stringMatching(/^10\.87\.51\./) },
          { network: 'lab-six', address: 'fd00:53::a' },
          { network: 'lab-both', address: '10.87.54.10' },
        ],
      },
      expect.objectContaining({ name: 'inner', address: 'fd00:53::5', networks: [{ network: 'lab-six', address: 'fd00:53::5' }] }),
      expect.objectContaining({
        name: 'spare',
        power: 'stopped',
        cpus: 1,
        networks: [{ network: 'lab-lan', address: expect.any(String) }],
      }),
    ]);
  });

  test('has its services, whose replicas are a group', () => {
    expect(model.services).toMatchObject([
      {
        name: 'hello-1',
        group: 'Hello',
        engine: 'web/Docker',
        networks: [{ network: 'lab-backend', address: expect.stringMatching(/^10\.87\.52\./) }],
      },
      { name: 'hello-2', group: 'Hello' },
    ]);
  });

  test('has its places', () => {
    expect(model).toMatchObject({
      version: 1,
      lab: 'lab',
      stacks: [{ name: 'web', dependencies: [] }],
      hosts: [{ path: 'web/Kvm1' }],
      engines: [{ path: 'web/Docker', address: 'unix:///var/run/docker.sock' }],
      networks: [
        { name: 'lab-lan', kind: 'libvirt', place: 'web/Kvm1', subnet: '10.87.50.0/24' },
        { name: 'lab-storage', kind: 'libvirt', place: 'web/Kvm1', subnet: '10.87.51.0/24' },
        { name: 'lab-six', kind: 'libvirt', place: 'web/Kvm1', subnet: 'fd00:53::/64' },
        { name: 'lab-both', kind: 'libvirt', place: 'web/Kvm1', subnet: '10.87.54.0/24' },
        { name: 'lab-backend', kind: 'docker', place: 'web/Docker', subnet: '10.87.52.0/24' },
      ],
    });
  });

  test.each(FORMATS)('tells no secret as %s, nor what is in files and environments', async (format) => {
    expect(readFileSync(join(folder(), 'cdktf.out/stacks/web/cdk.tf.json'), 'utf8')).toContain(PLANTED);
    expect(await exportLab(new Project(folder()), model, format, 9100)).not.toContain(PLANTED);
  });
});
