// The app of the labs that the faults strike. Arguments: the lab's id, its pool's folder, `plain` or `docker`, and which form it has: `first` or `second`.
import { Secret } from '@cdktf/provider-libvirt/lib/secret';
import { docker, LabApp, LabStack, libvirt, Size, SshKey } from '../../../constructs';
import { stableUuid } from '../../../constructs/core';

const [id = '', path = '', kind, form] = process.argv.slice(2);
const second = form === 'second';
const app = new LabApp({ id });
const stack = new LabStack(app, 'lab');
const key = SshKey.fromPublicKey('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIl3Y6e1aUq4dmSMq8G4bE2Rq7bTn6FvAqcYB9bHkZ2E test');
const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [key] });
const image = libvirt.CloudImage.fromFile('system.img', { format: 'raw' });

const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
const pool = new libvirt.StoragePool(host, 'Pool', { path });
const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.254.0.0/24') });
const props = { image, cloudInit, pool, network, memory: Size.mebibytes(256), disk: Size.gibibytes(2) };

new libvirt.VirtualMachine(host, 'Web', { ...props, power: 'paused' });
pool.addVolume('Scratch', Size.mebibytes(second ? 96 : 64), { retain: false });
const database = new libvirt.VirtualMachine(host, 'Database', { ...props, memory: Size.mebibytes(second ? 320 : 256) });
database.attach(pool.addVolume('Media', Size.mebibytes(8), { format: 'raw' }));
if (second) {
  new libvirt.VirtualMachine(host, 'Third', { ...props, power: 'stopped' });
}
new Secret(host, 'Password', {
  uuid: stableUuid(id, 'secret', 'password'),
  description: 'of nothing',
  usage: { type: 'volume', volume: '/nowhere' },
  valueWo: 'not a secret',
  valueWoVersion: '1',
  provider: host.provider,
});

if (kind === 'docker') {
  const engine = docker.Engine.local(stack, 'Docker');
  const backend = new docker.Network(engine, 'Backend', { subnet: '10.254.1.0/24' });
  const nothing = docker.Image.fromDockerfile('nothing');
  new docker.ContainerService(engine, 'Idle', { image: nothing, networks: [backend], environment: { FORM: form ?? '' } });
}
app.synth();
