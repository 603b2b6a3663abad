import { LabStack, libvirt, Probe, Size } from '../../../constructs';
import { KEY, only, testLab, type TestLab } from '../../helpers/lab';

describe('VirtualMachine', () => {
  test('boots from an overlay of its image, with its seed as a second virtio disk', () => {
    const lab = testLab();
    lab.addMachine('Web', { disk: Size.gibibytes(20) });
    const json = lab.synth();
    const disks = only(json, 'libvirt_domain').devices.disks;
    const overlay = Object.values(json.resource.libvirt_volume ?? {}).find(({ backing_store: backing }) => backing !== undefined);

    expect(overlay).toMatchObject({ name: 'lab-web-disk.qcow2', capacity: 20 * 1024 ** 3, backing_store: { format: { type: 'qcow2' } } });
    expect(disks).toMatchObject([
      { target: { dev: 'vda', bus: 'virtio' }, boot: { order: 1 } },
      { target: { dev: 'vdb', bus: 'virtio' }, read_only: true },
    ]);
  });

  test('shares the uploaded image with its neighbours', () => {
    const lab = testLab();
    lab.addMachine('A');
    lab.addMachine('B');
    const volumes = Object.values(lab.synth().resource.libvirt_volume ?? {});

    expect(volumes.filter(({ create }) => create !== undefined)).toHaveLength(1);
    expect(volumes).toHaveLength(3);
  });

  test('is a q35 machine with agent, console, randomness, balloon and eight spare PCI Express ports', () => {
    const lab = testLab();
    lab.addMachine('Web', { cpus: 2, memory: Size.mebibytes(768) });
    const domain = only(lab.synth(), 'libvirt_domain');

    expect(domain).toMatchObject({
      memory: 768,
      memory_unit: 'MiB',
      vcpu: 2,
      running: true,
      autostart: false,
      os: { type_machine: 'q35' },
      devices: {
        channels: [{ target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }],
        serials: [{}],
        rngs: [{}],
        mem_balloon: { model: 'virtio' },
      },
    });
    expect(domain.devices.controllers).toEqual([{ type: 'pci', model: 'pcie-root-port', index: 15 }]);
  });

  test('says in its metadata who it is and how to see that it serves', () => {
    const lab = testLab();
    lab.addMachine('Web', { probes: [Probe.http(8080, '/health')] });

    expect(only(lab.synth(), 'libvirt_domain').metadata.xml).toBe(
      '<lab:machine xmlns:lab="https://labcloud.dev/xmlns/machine/1" lab="lab" name="web" path="lab/Host/Web" user="ops" address="10.20.0.10">' +
        '<lab:probe kind="http" port="8080" path="/health"/></lab:machine>',
    );
  });

  test('has its address reserved by its network, by MAC and name', () => {
    const lab = testLab();
    const machine = lab.addMachine('Web');

    expect(only(lab.synth(), 'libvirt_network').ips[0].dhcp.hosts).toEqual([{ mac: machine.mac, name: 'web', ip: machine.address }]);
  });

  test('runs under whatever accelerator its host has, or the one that the program fixes', () => {
    const lab = testLab();
    lab.addMachine('Web');
    expect(only(lab.synth(), 'libvirt_domain')).toMatchObject({
      type: '${var.host_accelerator}',
      cpu: { mode: '${var.host_cpu_mode}', features: '${var.host_cpu_features}' },
    });

    const fixed = testLab();
    const host = libvirt.Host.local(fixed.stack, 'Fixed', { accelerator: 'qemu' });
    const pool = new libvirt.StoragePool(host, 'Pool', { path: '/x' });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
    const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
    new libvirt.VirtualMachine(host, 'Web', { image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit });
    const json = fixed.synth();
    expect(only(json, 'libvirt_domain')).toMatchObject({
      type: 'qemu',
      cpu: { mode: 'maximum', features: [{ name: 'erms', policy: 'disable' }] },
    });
    expect(json.variable).toBeUndefined();
  });

  test('gets further disks, and is then shut down instead of powered off', () => {
    const lab = testLab();
    const machine = lab.addMachine('Web').attach(lab.pool.addVolume('Media', Size.gibibytes(5)));
    const domain = only(lab.synth(), 'libvirt_domain');

    expect(machine.resource).toBeDefined();
    expect(domain.destroy).toEqual({ graceful: true, shutdown: { timeout: 60 } });
    expect(domain.devices.disks[2]).toMatchObject({ target: { dev: 'vdc' } });
  });

  describe('when what it was made from changes', () => {
    const diskOf = (lab: TestLab): { backing_store: { path: string }; lifecycle?: { replace_triggered_by: string[] } } =>
      Object.values(lab.synth().resource.libvirt_volume ?? {}).find(({ name }) => name === 'lab-web-disk.qcow2') as never;

    test('another seed keeps it unless it says rebuild', () => {
      const keep = testLab();
      keep.addMachine('Web');
      expect(diskOf(keep).lifecycle).toBeUndefined();

      const rebuild = testLab();
      rebuild.addMachine('Web', { onUserDataChange: 'rebuild' });
      expect(diskOf(rebuild).lifecycle?.replace_triggered_by).toEqual([expect.stringMatching(/^libvirt_cloudinit_disk\.Host_Web_Seed_/)]);
    });

    test('the domain follows its root disk', () => {
      const lab = testLab();
      lab.addMachine('Web');
      expect(only(lab.synth(), 'libvirt_domain').lifecycle.replace_triggered_by).toEqual([
        expect.stringMatching(/^libvirt_volume\.Host_Web_Disk_.*\.id$/),
      ]);
    });

    test.each([
      ['keep', 'debian-12'],
      ['rebuild', 'bookworm'],
    ] as const)('another image with %s leaves it on %s', (onImageChange, expected) => {
      const lab = testLab();
      lab.addMachine('Web');
      lab.synth();
      const app = lab.reopen();
      const host = libvirt.Host.local(new LabStack(app, 'lab'), 'Host');
      const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/test' });
      const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
      const image = libvirt.CloudImage.fromRecipe({ suite: 'bookworm', packages: ['vim'] });
      new libvirt.VirtualMachine(host, 'Web', { ...lab.machineProps, image, pool, network, onImageChange });
      app.synth();

      expect(lab.manifest.stacks[0]?.assets.map(({ id }) => id)).toEqual([expect.stringMatching(new RegExp(`^${expected}-`))]);
    });

    test.each([
      ['keep', undefined],
      ['rebuild', expect.stringMatching(/^libvirt_volume\.Host_Web_Disk_/) as string],
    ] as const)('another image with %s lets the root disk go: %s', (onImageChange, expected) => {
      const lab = testLab();
      lab.addMachine('Web', { onImageChange });
      lab.synth();

      expect(lab.manifest.stacks[0]?.machines[0]?.expendableDisk).toEqual(expected);
    });
  });

  test.each([
    ['memory', { memory: Size.mebibytes(64) }, "'memory' must be at least 256 MiB and whole MiB, got 64 MiB"],
    ['memory', { memory: Size.bytes(300 * 1024 ** 2 + 1) }, "'memory' must be at least 256 MiB and whole MiB, got 314572801 bytes"],
    ['cpus', { cpus: 0 }, "'cpus' must be a whole number from 1 to 255, got 0"],
    ['cpus', { cpus: 1.5 }, "'cpus' must be a whole number from 1 to 255, got 1.5"],
    ['disk', { disk: Size.gibibytes(1) }, "'disk' must be at least 2 GiB, got 1 GiB"],
  ])('refuses %s out of range: %p', (_prop, props, message) => {
    expect(() => testLab().addMachine('Web', props)).toThrow(`lab/Host/Web: ${message}`);
  });

  test('refuses a pool or a network of another host', () => {
    const lab = testLab();
    const other = new libvirt.Host(lab.stack, 'Other', { uri: 'qemu+ssh://ops@kvm/system' });
    const pool = new libvirt.StoragePool(other, 'Pool', { path: '/x' });
    expect(() => lab.addMachine('Web', { pool })).toThrow("lab/Host/Web: 'pool' must be on the same host, got lab/Other/Pool");
  });

  test('refuses a name that another machine has, on whichever host', () => {
    const lab = testLab();
    const other = new libvirt.Host(lab.stack, 'Other', { uri: 'qemu+ssh://ops@kvm/system' });
    const pool = new libvirt.StoragePool(other, 'Pool', { path: '/x' });
    const network = new libvirt.Network(other, 'Lan', { mode: libvirt.NetworkMode.nat('10.40.0.0/24') });
    lab.addMachine('Web');
    expect(() => new libvirt.VirtualMachine(other, 'Web', { ...lab.machineProps, pool, network })).toThrow(
      "lab/Other/Web: the machine name 'web' is already taken by lab/Host/Web",
    );
    expect(() => lab.addMachine('web')).toThrow("the machine name 'web' is already taken by lab/Host/Web");
  });

  test('refuses a disk that another machine has', () => {
    const lab = testLab();
    const volume = lab.pool.addVolume('Media', Size.gibibytes(5));
    lab.addMachine('A').attach(volume);
    expect(() => lab.addMachine('B').attach(volume)).toThrow('the disk lab/Host/Pool/Media is already taken by lab/Host/A');
  });
});
