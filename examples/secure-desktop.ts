import { LabApp, LabStack, libvirt, Size } from '../constructs';

// A machine for a system that asks for today's hardware: UEFI with Secure Boot, a TPM, a screen through VNC on loopback, and an installer in its
// drive. Put the image beside cdktf.json as desktop.iso.
const app = new LabApp({ id: 'desktop' });
const stack = new LabStack(app, 'desktop');
const host = libvirt.Host.local(stack, 'Workstation');

new libvirt.VirtualMachine(host, 'Desktop', {
  pool: new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${app.id}` }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.34.0.0/24') }),
  install: libvirt.InstallMedia.iso('desktop.iso'),
  firmware: libvirt.Firmware.uefi({ secureBoot: true }),
  tpm: libvirt.Tpm.V2_0,
  graphics: libvirt.Graphics.vnc(),
  cpus: 4,
  memory: Size.gibibytes(8),
  disk: Size.gibibytes(64),
});

app.synth();
