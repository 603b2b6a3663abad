import { libvirt, Secret, Size } from '../../../constructs';
import { only, type Resource, testLab } from '../../helpers/lab';

const { CpuModel, Firmware, Graphics, InstallMedia, KernelBoot, PciDevice, SharedFolder, Tpm } = libvirt;

/** The domain of a machine with these props. */
function domainWith(props: Partial<libvirt.VirtualMachineProps>): Resource {
  const lab = testLab();
  lab.addMachine('Web', props);
  return only(lab.synth(), 'libvirt_domain');
}

describe('the firmware of a machine', () => {
  const feature = (name: string, enabled: string): object => ({ name, enabled });

  test('is a BIOS unless another is asked for', () => {
    expect(domainWith({}).os).toEqual({ type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' });
    expect(domainWith({ firmware: Firmware.BIOS }).os).toEqual(domainWith({}).os);
  });

  test('is UEFI that libvirt finds, without Secure Boot', () => {
    const { os, features } = domainWith({ firmware: Firmware.uefi() });

    expect(os).toMatchObject({
      firmware: 'efi',
      firmware_info: { features: [feature('secure-boot', 'no'), feature('enrolled-keys', 'no')] },
    });
    expect(features.smm).toBeUndefined();
  });

  test('has keys and system management mode with Secure Boot', () => {
    const { os, features } = domainWith({ firmware: Firmware.uefi({ secureBoot: true }) });

    expect(os.firmware_info.features).toEqual([feature('secure-boot', 'yes'), feature('enrolled-keys', 'yes')]);
    expect(features.smm).toEqual({ state: 'on' });
  });

  test('can be files of the host, with variables of its own', () => {
    const files = { loader: '/opt/OVMF_CODE.fd', variables: '/opt/OVMF_VARS.fd' };

    expect(domainWith({ firmware: Firmware.uefi({ files }) }).os).toMatchObject({
      loader: '/opt/OVMF_CODE.fd',
      loader_readonly: 'yes',
      loader_type: 'pflash',
      loader_secure: 'no',
      nv_ram: { nv_ram: '/var/lib/libvirt/qemu/nvram/lab-web_VARS.fd', template: '/opt/OVMF_VARS.fd' },
    });
  });
});

describe('the devices of a machine', () => {
  test.each<[string, Partial<libvirt.VirtualMachineProps>, object]>([
    ['a TPM', { tpm: Tpm.V2_0 }, { tpms: [{ model: 'tpm-crb', backend: { emulator: { version: '2.0' } } }] }],
    ['an old TPM', { tpm: Tpm.V1_2 }, { tpms: [{ model: 'tpm-tis', backend: { emulator: { version: '1.2' } } }] }],
    ['a watchdog', { watchdog: 'poweroff' }, { watchdogs: [{ model: 'i6300esb', action: 'poweroff' }] }],
    ['a screen on loopback', { graphics: Graphics.vnc() }, { graphics: [{ vnc: { listen: '127.0.0.1', auto_port: true } }] }],
    [
      'a screen where it was asked for',
      { graphics: Graphics.vnc({ listen: '10.0.0.1', port: 5901 }) },
      { graphics: [{ vnc: { listen: '10.0.0.1', auto_port: false, port: 5901 } }] },
    ],
    [
      'a PCI device',
      { pciDevices: [PciDevice.at('06:1f.7')] },
      { hostdevs: [{ managed: true, subsys_pci: { source: { address: { domain: 0, bus: 6, slot: 0x1f, function: 7 } } } }] },
    ],
    ['a serial log', { serialLog: '/var/log/web.log' }, { serials: [{ log: { file: '/var/log/web.log', append: 'on' } }] }],
  ])('are %s', (_what, props, devices) => {
    expect(domainWith(props).devices).toMatchObject(devices);
  });

  test('share folders through memory that their server may see', () => {
    const domain = domainWith({ sharedFolders: [SharedFolder.of('/srv/media', 'media')] });

    expect(domain.devices.filesystems).toEqual([
      { driver: { type: 'virtiofs' }, source: { mount: { dir: '/srv/media' } }, target: { dir: 'media' } },
    ]);
    expect(domain.memory_backing).toEqual({ memory_source: { type: 'memfd' }, memory_access: { mode: 'shared' } });
    expect(domainWith({}).memory_backing).toBeUndefined();
  });

  test('never listen beyond loopback or have a password by themselves', () => {
    expect(JSON.stringify(domainWith({ graphics: Graphics.vnc() }).devices.graphics)).not.toMatch(/0\.0\.0\.0|passw/);
  });

  test('do without PCI Express ports on an old board', () => {
    expect(domainWith({ chipset: 'pc' })).toMatchObject({ os: { type_machine: 'pc' } });
    expect(domainWith({ chipset: 'pc' }).devices.controllers).toBeUndefined();
  });
});

describe('the processors of a machine', () => {
  test('have the model that was named, with its features', () => {
    expect(domainWith({ cpuModel: CpuModel.named('Nehalem', { require: ['aes'], disable: ['vmx'] }) }).cpu).toEqual({
      mode: 'custom',
      match: 'exact',
      model: 'Nehalem',
      features: [
        { name: 'aes', policy: 'require' },
        { name: 'vmx', policy: 'disable' },
      ],
    });
  });

  test('are arranged as asked, whatever their model', () => {
    const { cpu } = domainWith({ cpus: 4, cpuTopology: { cores: 2, threads: 2 }, cpuModel: CpuModel.HOST });

    expect(cpu).toMatchObject({ mode: '${var.host_cpu_mode}', topology: { sockets: 1, cores: 2, threads: 2 } });
  });
});

describe('what a machine boots', () => {
  const bare = { image: undefined, cloudInit: undefined };

  test('is what was installed on its disk, else the medium', () => {
    const props = { ...bare, install: InstallMedia.iso('debian.iso'), diskFormat: libvirt.DiskFormat.RAW };
    expect(domainWith(props).devices.disks).toMatchObject([
      { driver: { type: 'raw' }, boot: { order: 1 } },
      { device: 'cdrom', target: { bus: 'sata' }, boot: { order: 2 } },
    ]);
    expect(domainWith({ ...props, chipset: 'pc' }).devices.disks[1]).toMatchObject({ target: { dev: 'hda', bus: 'ide' } });
  });

  test('follows the order that was asked for', () => {
    const { devices } = domainWith({ ...bare, install: InstallMedia.iso('debian.iso'), bootOrder: ['network', 'cdrom'] });

    expect(devices.interfaces[0].boot).toEqual({ order: 1 });
    expect(devices.disks.map(({ boot }: { boot?: object }) => boot)).toEqual([undefined, { order: 2 }]);
  });

  test('is a kernel of the project, uploaded once for all machines, and needs no disk', () => {
    const lab = testLab();
    const kernel = KernelBoot.fromFiles({ kernel: 'boot/vmlinuz', initrd: 'boot/initrd', commandLine: 'console=ttyS0 ${x}' });
    lab.addMachine('A', { ...bare, kernel });
    lab.addMachine('B', { ...bare, kernel });
    const { resource } = lab.synth();

    expect(Object.values(resource.libvirt_volume ?? {}).map(({ name }) => name as string)).toEqual([
      expect.stringMatching(/^lab-initrd-[0-9a-f]{8}\.raw$/),
      expect.stringMatching(/^lab-vmlinuz-[0-9a-f]{8}\.raw$/),
    ]);
    for (const domain of Object.values(resource.libvirt_domain ?? {})) {
      expect(domain.os).toMatchObject({
        kernel: expect.stringMatching(/^\$\{libvirt_volume\..*vmlinuz.*\.path\}$/) as string,
        initrd: expect.stringMatching(/^\$\{libvirt_volume\..*initrd.*\.path\}$/) as string,
        cmdline: 'console=ttyS0 $${x}',
      });
      expect(domain.devices.disks).toEqual([]);
    }
  });

  test('is a kernel of the host', () => {
    expect(domainWith({ kernel: KernelBoot.fromHost({ kernel: '/boot/vmlinuz' }) }).os).toMatchObject({ kernel: '/boot/vmlinuz' });
  });

  test('tells the command line that nobody can log in where there is no cloud-init', () => {
    const lab = testLab();
    lab.addMachine('Web', { ...bare, install: InstallMedia.iso('debian.iso'), firmware: Firmware.uefi(), tpm: Tpm.V2_0 });
    lab.synth();

    expect(lab.manifest.stacks[0]?.machines).toMatchObject([{ name: 'web', user: '', uses: ['uefi', 'tpm'] }]);
  });

  test('is downloaded into the stack folder, verified, when the medium has a URL', () => {
    const lab = testLab();
    const digest = `sha256:${'0'.repeat(64)}`;
    lab.addMachine('Web', { ...bare, install: InstallMedia.iso('https://example.org/debian-12.iso', { digest }) });
    lab.synth();

    expect(lab.manifest.stacks[0]?.assets).toMatchObject([{ format: 'raw', source: { url: 'https://example.org/debian-12.iso', digest } }]);
  });
});

describe('a machine refuses', () => {
  const secure = Firmware.uefi({ secureBoot: true });
  const install = InstallMedia.iso('debian.iso');
  const kernel = KernelBoot.fromHost({ kernel: '/boot/vmlinuz' });
  const none = { image: undefined, cloudInit: undefined };

  test.each<[string, Partial<libvirt.VirtualMachineProps>, string]>([
    ['Secure Boot on an old board', { firmware: secure, chipset: 'pc' }, "'firmware' with Secure Boot needs the chipset 'q35', got 'pc'"],
    ['a kernel that Secure Boot would not verify', { firmware: secure, kernel }, "'kernel' cannot be used with Secure Boot"],
    [
      'an arrangement of fewer processors',
      { cpus: 4, cpuTopology: { cores: 2 } },
      "'cpuTopology' must arrange all 4 processors, got 1 sockets × 2 cores × 1 threads = 2",
    ],
    ['half a core', { cpus: 1, cpuTopology: { cores: 0.5, threads: 2 } }, "'cpuTopology' must arrange all 1 processors"],
    [
      'a log without an absolute path',
      { serialLog: 'web.log' },
      "'serialLog' must be the absolute path of a file on the host, got 'web.log'",
    ],
    [
      'two folders of one tag',
      { sharedFolders: [SharedFolder.of('/a', 'x'), SharedFolder.of('/b', 'x')] },
      "'sharedFolders' must have different tags, got 'x' twice",
    ],
    ['nothing to boot', none, "must be given what it boots: an 'image', or 'install' for a medium to install from, or a 'kernel'"],
    ['both an image and a medium', { install }, "'image' and 'install' exclude each other"],
    ['an image without cloud-init', { cloudInit: undefined }, "'cloudInit' must be given with an 'image'"],
    ['a raw disk above an image', { diskFormat: 'raw' }, "'diskFormat' must be 'qcow2' with an 'image'"],
    ['a device twice in the order', { bootOrder: ['disk', 'disk'] }, "'bootOrder' must name each device once, got disk, disk"],
    ['a drive that is not there', { bootOrder: ['cdrom'] }, "'bootOrder' names 'cdrom', and there is no drive"],
    ['a disk that is not there', { ...none, kernel, bootOrder: ['disk'] }, "'bootOrder' names 'disk', and there is none"],
  ])('%s', (_what, props, message) => {
    expect(() => testLab().addMachine('Web', props)).toThrow(`lab/Host/Web: ${message}`);
  });

  test.each<[string, Partial<libvirt.VirtualMachineProps>, string]>([
    ['PCI device', { pciDevices: [PciDevice.at('0000:06:00.0')] }, 'the PCI device 0000:06:00.0 of this computer'],
    ['port', { graphics: Graphics.vnc({ port: 5901 }) }, 'host port 5901 on this computer'],
    ['log', { serialLog: '/var/log/web.log' }, "the serial log '/var/log/web.log' of this computer"],
  ])('a %s that another has', (_what, props, thing) => {
    const lab = testLab();
    lab.addMachine('A', props);
    expect(() => lab.addMachine('B', props)).toThrow(`lab/Host/B: ${thing} is already taken by lab/Host/A`);
  });

  test.each<[string, () => unknown, string]>([
    ['firmware without an absolute path', () => Firmware.uefi({ files: { loader: 'a.fd', variables: '/b.fd' } }), "got 'a.fd'"],
    ['a model that cannot be one', () => CpuModel.named('a b'), "got 'a b'"],
    ['a feature both ways', () => CpuModel.named('Nehalem', { require: ['aes'], disable: ['aes'] }), "the feature 'aes' of Nehalem"],
    ['a relative folder', () => SharedFolder.of('media', 'media'), "got 'media'"],
    ['a strange tag', () => SharedFolder.of('/media', 'a b'), "got 'a b'"],
    ['a name for an address', () => Graphics.vnc({ listen: 'localhost' }), "'listen' must be an IP address, got 'localhost'"],
    ['a port that is no screen', () => Graphics.vnc({ port: 80 }), 'from 5900 to 65535, got 80'],
    ['a device that is no address', () => PciDevice.at('gpu0'), "must look like '0000:06:00.0', as lspci -D writes it, got 'gpu0'"],
    ['a slot that there cannot be', () => PciDevice.at('0000:06:20.0'), "got '0000:06:20.0'"],
    [
      'a URL without a digest',
      () => InstallMedia.iso('https://example.org/a.iso'),
      'the digest of https://example.org/a.iso must be given',
    ],
    ['a relative file of the host', () => KernelBoot.fromHost({ kernel: 'vmlinuz' }), "got 'vmlinuz'"],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });
});

test('the smallest machine that boots a kernel has a disk only if it wants one', () => {
  const kernel = KernelBoot.fromHost({ kernel: '/boot/vmlinuz' });
  const { devices } = domainWith({ image: undefined, cloudInit: undefined, kernel, disk: Size.gibibytes(2) });

  expect(devices.disks).toHaveLength(1);
});

test.each<[libvirt.Power | undefined, object, boolean]>([
  [undefined, { running: true }, true],
  ['running', { running: true }, true],
  ['paused', { running: true, power: 'paused' }, false],
  ['stopped', { running: false }, false],
])('a machine whose power is %p is waited for only if it runs', (power, expected, waits) => {
  const lab = testLab();
  lab.addMachine('Web', { power });
  const { running, power: emitted } = only(lab.synth(), 'libvirt_domain');

  expect({ running, ...(emitted !== undefined && { power: emitted as string }) }).toEqual(expected);
  expect(lab.manifest.stacks[0]?.machines).toMatchObject([{ running: waits }]);
});

test('a screen takes its password from a secret, and the plan knows its version alone', () => {
  const lab = testLab();
  const password = Secret.fromEnvironment(lab.stack, 'Vnc', 'VNC_PASSWORD', { version: 4 });
  lab.addMachine('Web', { graphics: Graphics.vnc({ password }) });
  expect(only(lab.synth(), 'libvirt_domain')['devices'].graphics[0].vnc).toMatchObject({
    listen: '127.0.0.1',
    passwd_wo: '${var.secret_vnc}',
    passwd_wo_version: '4',
  });
});
