import { LabStack, libvirt, Probe, Secret, Size } from '../../../constructs';
import type { TestLab } from '../../helpers/lab';
import { refuses } from './wrong-program';

const { CpuModel, Firmware, Graphics, InstallMedia, KernelBoot, PciDevice, SharedFolder } = libvirt;
const web = (lab: TestLab, props: object): libvirt.VirtualMachine => lab.addMachine('Web', props);
const EMPTY = { image: undefined, cloudInit: undefined };
const iso = InstallMedia.iso('a.iso');
const kernel = KernelBoot.fromHost({ kernel: '/boot/vmlinuz' });
const otherHost = (lab: TestLab): libvirt.Host => new libvirt.Host(lab.stack, 'Kvm2', { uri: 'qemu+ssh://ops@kvm2.lan/system' });

describe('a machine is refused that has', () => {
  refuses([
    [
      'nothing to boot',
      (lab) => web(lab, EMPTY),
      "lab/Host/Web: must be given what it boots: an 'image', or 'install' for a medium to install from, or a 'kernel'",
    ],
    [
      'both an image and a medium',
      (lab) => web(lab, { install: iso }),
      "lab/Host/Web: 'image' and 'install' exclude each other: a disk with a system needs no installation",
    ],
    [
      'an image and nobody to log in',
      (lab) => web(lab, { cloudInit: undefined }),
      "lab/Host/Web: 'cloudInit' must be given with an 'image': nobody could log in",
    ],
    ['no pool', (lab) => web(lab, { pool: undefined }), "lab/Host/Web: 'pool' must be given"],
    ['no network', (lab) => web(lab, { network: undefined }), "lab/Host/Web: 'network' must be given"],
    ['a misspelt prop', (lab) => web(lab, { memroy: Size.gibibytes(2) }), "lab/Host/Web: unknown prop 'memroy': did you mean 'memory'?"],
    ['a prop of another library', (lab) => web(lab, { vcpu: 2 }), "lab/Host/Web: unknown prop 'vcpu': did you mean 'cpus'?"],
    ['no processor', (lab) => web(lab, { cpus: 0 }), "lab/Host/Web: 'cpus' must be a whole number from 1 to 255, got 0"],
    ['half a processor', (lab) => web(lab, { cpus: 1.5 }), "lab/Host/Web: 'cpus' must be a whole number from 1 to 255, got 1.5"],
    ['too many processors', (lab) => web(lab, { cpus: 256 }), "lab/Host/Web: 'cpus' must be a whole number from 1 to 255, got 256"],
    ['a text for processors', (lab) => web(lab, { cpus: '2' }), "lab/Host/Web: 'cpus' must be a whole number from 1 to 255, got '2'"],
    [
      'fewer processors at most than at first',
      (lab) => web(lab, { cpus: 4, maxCpus: 2 }),
      "lab/Host/Web: 'maxCpus' must be a whole number from 'cpus', 4, to 255, got 2",
    ],
    [
      'a pool of another host',
      (lab) => web(lab, { pool: new libvirt.StoragePool(otherHost(lab), 'Pool', { path: '/srv' }) }),
      "lab/Host/Web: 'pool' must be on the same host, got lab/Kvm2/Pool",
    ],
    [
      'a network of another host',
      (lab) => web(lab, { network: new libvirt.Network(otherHost(lab), 'Lan', { mode: libvirt.NetworkMode.nat('10.9.0.0/24') }) }),
      "lab/Host/Web: 'network' must be on the same host, got lab/Kvm2/Lan",
    ],
    [
      'a power that there is not',
      (lab) => web(lab, { power: 'off' }),
      "lab/Host/Web: 'power' must be one of 'running', 'paused', 'stopped', got 'off'",
    ],
    [
      'a policy that there is not',
      (lab) => web(lab, { onImageChange: 'replace' }),
      "lab/Host/Web: 'onImageChange' must be one of 'keep', 'rebuild', got 'replace'",
    ],
    [
      'another policy that there is not',
      (lab) => web(lab, { onUserDataChange: 'reboot' }),
      "lab/Host/Web: 'onUserDataChange' must be one of 'keep', 'rebuild', got 'reboot'",
    ],
    [
      'a format of disks that there is not',
      (lab) => web(lab, { ...EMPTY, install: iso, diskFormat: 'vdi' }),
      "lab/Host/Web: 'diskFormat' must be one of 'qcow2', 'raw', got 'vdi'",
    ],
    [
      'a raw disk above an image',
      (lab) => web(lab, { diskFormat: 'raw' }),
      "lab/Host/Web: 'diskFormat' must be 'qcow2' with an 'image', of which the disk keeps only the differences, got 'raw'",
    ],
    [
      'a board that there is not',
      (lab) => web(lab, { chipset: 'i440fx' }),
      "lab/Host/Web: 'chipset' must be one of 'q35', 'pc', got 'i440fx'",
    ],
    [
      'a device to boot that there is not',
      (lab) => web(lab, { bootOrder: ['floppy'] }),
      "lab/Host/Web: 'bootOrder' must be one of 'disk', 'cdrom', 'network', got 'floppy'",
    ],
    [
      'a device twice in the order',
      (lab) => web(lab, { bootOrder: ['disk', 'disk'] }),
      "lab/Host/Web: 'bootOrder' must name each device once, got disk, disk",
    ],
    [
      'a drive in the order and none in it',
      (lab) => web(lab, { bootOrder: ['cdrom', 'disk'] }),
      "lab/Host/Web: 'bootOrder' names 'cdrom', and there is no drive: give 'install' or 'drive'",
    ],
    [
      'a disk in the order and none in it',
      (lab) => web(lab, { ...EMPTY, kernel, bootOrder: ['disk'] }),
      "lab/Host/Web: 'bootOrder' names 'disk', and there is none: give 'disk'",
    ],
    ['a medium and no drive', (lab) => web(lab, {}).insert(iso), "lab/Host/Web: has no drive to insert a medium into: set 'drive'"],
    [
      'two media in one drive',
      (lab) => web(lab, { drive: true }).insert(iso).insert(iso),
      'lab/Host/Web: has a medium in its drive already',
    ],
    [
      'a watchdog that does what there is not',
      (lab) => web(lab, { watchdog: 'restart' }),
      "lab/Host/Web: 'watchdog' must be one of 'reset', 'shutdown', 'poweroff', 'pause', 'none', 'dump', 'inject-nmi', got 'restart'",
    ],
    [
      'processors that are not arranged',
      (lab) => web(lab, { cpus: 4, cpuTopology: { cores: 3 } }),
      "lab/Host/Web: 'cpuTopology' must arrange all 4 processors, got 1 sockets × 3 cores × 1 threads = 3",
    ],
    [
      'a negative number of cores',
      (lab) => web(lab, { cpus: 4, cpuTopology: { sockets: -2, cores: -2 } }),
      "lab/Host/Web: 'cpuTopology' must arrange all 4 processors, got -2 sockets × -2 cores × 1 threads = 4",
    ],
    [
      'a processor of no name',
      () => CpuModel.named(''),
      "models and features of a CpuModel must match ^[A-Za-z0-9][A-Za-z0-9._-]*$, got ''",
    ],
    [
      'a feature that is both there and not',
      () => CpuModel.named('Nehalem', { require: ['aes'], disable: ['aes'] }),
      "the feature 'aes' of Nehalem is both required and disabled: choose",
    ],
    [
      'Secure Boot on an old board',
      (lab) => web(lab, { firmware: Firmware.uefi({ secureBoot: true }), chipset: 'pc' }),
      "lab/Host/Web: 'firmware' with Secure Boot needs the chipset 'q35', got 'pc'",
    ],
    [
      'Secure Boot and a kernel',
      (lab) => web(lab, { firmware: Firmware.uefi({ secureBoot: true }), kernel }),
      "lab/Host/Web: 'kernel' cannot be used with Secure Boot, which does not verify what is booted directly: leave one out",
    ],
    [
      'firmware from a relative path',
      () => Firmware.uefi({ files: { loader: 'OVMF.fd', variables: '/VARS.fd' } }),
      "the files of a Firmware must have absolute paths on the host, got 'OVMF.fd'",
    ],
    [
      'a kernel from a relative path',
      () => KernelBoot.fromHost({ kernel: 'vmlinuz' }),
      "the files of KernelBoot.fromHost must have absolute paths, got 'vmlinuz'",
    ],
    ['a screen at a name', () => Graphics.vnc({ listen: 'localhost' }), "'listen' must be an IP address, got 'localhost'"],
    ['a screen at a port below 5900', () => Graphics.vnc({ port: 80 }), "'port' must be a whole number from 5900 to 65535, got 80"],
    [
      'the screen of another machine',
      (lab) => ['A', 'B'].map((id) => lab.addMachine(id, { graphics: Graphics.vnc({ port: 5905 }) })),
      'lab/Host/B: host port 5905 on this computer is already taken by lab/Host/A: choose another VNC port, or none',
    ],
    [
      'a password of a screen from another stack',
      (lab) => web(lab, { graphics: Graphics.vnc({ password: Secret.generated(new LabStack(lab.app, 'other'), 'Vnc') }) }),
      "lab/Host/Web: 'graphics' must have a password of its own stack, got other/Vnc",
    ],
    [
      'a PCI device that cannot be one',
      () => PciDevice.at('gpu0'),
      "the address of a PciDevice must look like '0000:06:00.0', as lspci -D writes it, got 'gpu0'",
    ],
    [
      'the PCI device of another machine',
      (lab) => ['A', 'B'].map((id) => lab.addMachine(id, { pciDevices: [PciDevice.at('06:00.0')] })),
      'lab/Host/B: the PCI device 0000:06:00.0 of this computer is already taken by lab/Host/A: a device can be given to one machine',
    ],
    [
      'one PCI device twice',
      (lab) => web(lab, { pciDevices: [PciDevice.at('06:00.0'), PciDevice.at('0000:06:00.0')] }),
      'lab/Host/Web: the PCI device 0000:06:00.0 of this computer is already taken by lab/Host/Web: a device can be given to one machine',
    ],
    [
      'a shared folder of a relative path',
      () => SharedFolder.of('media', 'media'),
      "a SharedFolder must have an absolute path without '..', got 'media'",
    ],
    [
      'a shared folder with dots',
      () => SharedFolder.of('/srv/../etc', 'media'),
      "a SharedFolder must have an absolute path without '..', got '/srv/../etc'",
    ],
    [
      'a shared folder with too long a tag',
      () => SharedFolder.of('/srv', 'm'.repeat(37)),
      "the tag of a SharedFolder must match ^[A-Za-z0-9][A-Za-z0-9._-]{0,35}$, got 'mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm'",
    ],
    [
      'two shared folders of one tag',
      (lab) => web(lab, { sharedFolders: [SharedFolder.of('/a', 'x'), SharedFolder.of('/b', 'x')] }),
      "lab/Host/Web: 'sharedFolders' must have different tags, got 'x' twice",
    ],
    [
      'a serial log in a relative path',
      (lab) => web(lab, { serialLog: 'web.log' }),
      "lab/Host/Web: 'serialLog' must be the absolute path of a file on the host, got 'web.log'",
    ],
    [
      'the serial log of another machine',
      (lab) => ['A', 'B'].map((id) => lab.addMachine(id, { serialLog: '/var/log/a.log' })),
      "lab/Host/B: the serial log '/var/log/a.log' of this computer is already taken by lab/Host/A: give each machine a file of its own",
    ],
    [
      'a probe of a relative path',
      () => Probe.http(80, 'health'),
      "a path must begin with '/' and have only letters, digits and ./~%?=&+-_, got 'health'",
    ],
    [
      'a probe with a space in its path',
      () => Probe.http(80, '/a b'),
      "a path must begin with '/' and have only letters, digits and ./~%?=&+-_, got '/a b'",
    ],
    [
      'a network of another host attached',
      (lab) => web(lab, {}).attachNetwork(new libvirt.Network(otherHost(lab), 'Lan', { mode: libvirt.NetworkMode.nat('10.9.0.0/24') })),
      'lab/Host/Web: lab/Kvm2/Lan is on another host and cannot be attached',
    ],
    [
      'a misspelt attribute behind its back',
      (lab) => {
        web(lab, {}).resource.addOverride('devices.disks.0.target.device', 'vdz');
      },
      "lab: lab/Host/Web/Resource (libvirt_domain) has no attribute 'devices.disks.target.device': there are dev, bus",
    ],
    [
      'an attribute that only the provider sets',
      (lab) => {
        web(lab, {}).resource.addOverride('id', '1');
      },
      "lab: lab/Host/Web/Resource (libvirt_domain) sets 'id', which only the provider can set: remove it",
    ],
  ]);
});
