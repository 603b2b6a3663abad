import { LabApp, LabStack, libvirt, Size, SshKey } from '../constructs';

// The least that is useful: one machine on a network of its own that a person can log in to. `npx labcloud up`, then
// `npx labcloud ssh machine`. Its address, MAC and host name follow from where it stands in the program.
const app = new LabApp({ id: 'first' });
const stack = new LabStack(app, 'first');
const host = libvirt.Host.local(stack, 'Workstation');

new libvirt.VirtualMachine(host, 'Machine', {
  image: libvirt.CloudImage.DEBIAN_12,
  pool: new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.31.0.0/24') }),
  cpus: 2,
  memory: Size.gibibytes(2),
  cloudInit: libvirt.CloudInit.forUser('debian', { sshKeys: [SshKey.ofLab(stack)] }),
});

app.synth();
