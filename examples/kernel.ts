import { LabApp, LabStack, libvirt, Size } from '../constructs';

// A machine without a disk: a kernel and an initial RAM disk of the project, started as they are. Put them beside cdktf.json as kernel.img and
// initrd.img. It starts anew when they change, and what it says stands in a log on the host (`npx labcloud console kernel` is the way to talk
// to it).
const app = new LabApp({ id: 'kernel' });
const stack = new LabStack(app, 'kernel');
const host = libvirt.Host.local(stack, 'Workstation');

new libvirt.VirtualMachine(host, 'Kernel', {
  pool: new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.isolated('10.38.0.0/24') }),
  kernel: libvirt.KernelBoot.fromFiles({ kernel: 'kernel.img', initrd: 'initrd.img', commandLine: 'console=ttyS0' }),
  memory: Size.mebibytes(256),
  serialLog: `/var/log/libvirt/qemu/${app.id}-kernel-serial.log`,
});

app.synth();
