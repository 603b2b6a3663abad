import { LabStack, libvirt, Size } from '../../../constructs';
import { only, type Resource, testLab, type TestLab } from '../../helpers/lab';

const iso = libvirt.InstallMedia.iso('tools.iso');

function domainOf(lab: TestLab): Resource {
  return only(lab.synth(), 'libvirt_domain');
}

function secondNetwork(lab: TestLab, mode = libvirt.NetworkMode.nat('10.30.0.0/24')): libvirt.Network {
  return new libvirt.Network(lab.host, 'Storage', { mode });
}

describe('A VirtualMachine that can change while it runs', () => {
  test('has fewer processors and less memory than it can have', () => {
    const lab = testLab();
    lab.addMachine('Web', { cpus: 2, maxCpus: 4, memory: Size.gibibytes(1), maxMemory: Size.gibibytes(2) });

    expect(domainOf(lab)).toMatchObject({
      vcpu: 4,
      vcpu_current: 2,
      memory: 2048,
      memory_unit: 'MiB',
      current_memory: 1024,
      current_memory_unit: 'MiB',
    });
    expect(lab.manifest.stacks[0]?.machines[0]?.memory).toBe(2 * 1024 ** 3);
  });

  test('says nothing of what it can have unless it is asked to', () => {
    const lab = testLab();
    lab.addMachine('Web', { cpus: 2 });
    const domain = domainOf(lab);

    expect([domain.vcpu_current, domain.current_memory]).toEqual([undefined, undefined]);
  });

  test('keeps the target of each disk when another one is taken away', () => {
    const lab = testLab();
    const machine = lab.addMachine('Web');
    for (const id of ['A', 'B']) machine.attach(lab.pool.addVolume(id, Size.gibibytes(1)));
    lab.synth();
    const app = lab.reopen();
    const host = libvirt.Host.local(new LabStack(app, 'lab'), 'Host');
    const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/test' });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
    const again = new libvirt.VirtualMachine(host, 'Web', { ...lab.machineProps, pool, network });
    again.attach(pool.addVolume('C', Size.gibibytes(1))).attach(pool.addVolume('B', Size.gibibytes(1)));
    app.synth();
    const domain = Object.values(
      (lab.readJson('cdktf.out/stacks/lab/cdk.tf.json') as { resource: Record<string, Resource> }).resource['libvirt_domain'] ?? {},
    );

    expect((domain[0] as Resource).devices.disks.map(({ target }: Resource) => target.dev)).toEqual(['vda', 'vdb', 'vde', 'vdd']);
    expect(lab.readJson('labcloud.lock.json')).toMatchObject({
      disks: { 'lab/Host/Web': { 'lab/Host/Pool/B': 'vdd', 'lab/Host/Pool/C': 'vde' } },
    });
  });

  test('has an interface on each of its networks, reserved there by MAC and name', () => {
    const lab = testLab();
    const storage = secondNetwork(lab);
    const machine = lab.addMachine('Web').attachNetwork(storage, { address: '10.30.0.5' });
    const json = lab.synth();
    const [first, second] = only(json, 'libvirt_domain').devices.interfaces;
    const reservations = Object.values(json.resource.libvirt_network ?? {}).map(({ ips }) => ips[0].dhcp.hosts);

    expect(first.mac.address).toBe(machine.mac);
    expect(second.mac.address).not.toBe(machine.mac);
    expect(reservations).toEqual([
      [{ mac: machine.mac, name: 'web', ip: machine.address }],
      [{ mac: second.mac.address, name: 'web', ip: '10.30.0.5' }],
    ]);
    expect([machine.addressOn(lab.network), machine.addressOn(storage)]).toEqual([machine.address, '10.30.0.5']);
    expect(only(json, 'libvirt_cloudinit_disk').network_config).toContain(second.mac.address);
  });

  test('finds its way out through its first network alone', () => {
    const lab = testLab();
    lab.addMachine('Web').attachNetwork(secondNetwork(lab));

    expect(only(lab.synth(), 'libvirt_cloudinit_disk').network_config).toContain('use-routes: false');
  });

  test('has an empty drive, or one with a medium', () => {
    const empty = testLab();
    empty.addMachine('Web', { drive: true });
    expect(domainOf(empty).devices.disks[2]).toEqual({
      device: 'cdrom',
      driver: { name: 'qemu', type: 'raw' },
      target: { dev: 'sda', bus: 'scsi' },
      read_only: true,
    });

    const full = testLab();
    full.addMachine('Web', { drive: true }).insert(iso);
    expect(domainOf(full).devices.disks[2]).toMatchObject({ device: 'cdrom', source: { volume: { pool: 'lab-pool' } } });
  });

  test.each<[string, (lab: TestLab) => unknown, string]>([
    [
      'fewer processors at most',
      (lab) => lab.addMachine('Web', { cpus: 4, maxCpus: 2 }),
      "'maxCpus' must be a whole number from 'cpus', 4, to 255, got 2",
    ],
    [
      'less memory at most',
      (lab) => lab.addMachine('Web', { maxMemory: Size.mebibytes(512) }),
      "'maxMemory' must be at least 'memory', 1 GiB, and whole MiB, got 512 MiB",
    ],
    ['a network twice', (lab) => lab.addMachine('Web').attachNetwork(lab.network), 'lab/Host/Lan is attached already'],
    ['a medium without a drive', (lab) => lab.addMachine('Web').insert(iso), "has no drive to insert a medium into: set 'drive'"],
    ['two media', (lab) => lab.addMachine('Web', { drive: true }).insert(iso).insert(iso), 'has a medium in its drive already'],
    [
      'a network of another host',
      (lab) => {
        const other = new libvirt.Host(lab.stack, 'Other', { uri: 'qemu+ssh://ops@kvm/system' });
        return lab.addMachine('Web').attachNetwork(new libvirt.Network(other, 'Far', { mode: libvirt.NetworkMode.nat('10.40.0.0/24') }));
      },
      'lab/Other/Far is on another host and cannot be attached',
    ],
  ])('refuses %s', (_what, build, message) => {
    expect(() => build(testLab())).toThrow(`lab/Host/Web: ${message}`);
  });
});
