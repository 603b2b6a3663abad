import { LabApp, LabStack, libvirt, Size } from '../constructs';

// What `qemu-system-x86_64 -m 1024 -smp 2 -boot d -cdrom netinst.iso -drive file=disk.raw,format=raw` does by hand: an empty raw disk, and an
// ISO image that installs a system on it. Put the image beside cdktf.json as netinst.iso, then `npx labcloud up`, and look at the installer
// through VNC (`virsh vncdisplay install-machine`). The disk comes first in the boot order: as soon as it has a system, that one starts.
const app = new LabApp({ id: 'install' });
const stack = new LabStack(app, 'install');
const host = libvirt.Host.local(stack, 'Workstation');

new libvirt.VirtualMachine(host, 'Machine', {
  pool: new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.30.0.0/24') }),
  cpus: 2,
  memory: Size.gibibytes(1),
  install: libvirt.InstallMedia.iso('netinst.iso'),
  disk: Size.gibibytes(8),
  diskFormat: libvirt.DiskFormat.RAW,
  bootOrder: ['disk', 'cdrom'],
  graphics: libvirt.Graphics.vnc(),
  serialLog: `/var/log/libvirt/qemu/${app.id}-machine-serial.log`,
});

app.synth();
