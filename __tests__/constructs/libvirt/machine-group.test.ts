import { LabStack, libvirt, Size } from '../../../constructs';
import { KEY, type TestLab, testLab } from '../../helpers/lab';

type AnyGroup = ConstructorParameters<typeof libvirt.MachineGroup>[2];

function addGroup(lab: TestLab, props: Partial<libvirt.MachineGroupProps> = {}, id = 'Web'): libvirt.MachineGroup {
  return new libvirt.MachineGroup(lab.host, id, { ...lab.machineProps, count: 3, ...props } as AnyGroup);
}

const addresses = ({ machines }: libvirt.MachineGroup): string[] => machines.map(({ address }) => address);

describe('MachineGroup', () => {
  test('makes machines with names and addresses one after another', () => {
    const lab = testLab();
    lab.addMachine('Db', { address: '10.20.0.11' });
    const group = addGroup(lab);
    expect(group.machines.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3']);
    expect(addresses(group)).toEqual(['10.20.0.12', '10.20.0.13', '10.20.0.14']);
    expect(group.endpoints).toHaveLength(3);
    expect(Object.keys(lab.synth().resource['libvirt_domain'] ?? {})).toHaveLength(4);
  });

  test('gives each machine what it has of its own', () => {
    const lab = testLab();
    const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
    addGroup(lab, { cloudInit, each: ({ index }) => ({ cloudInit: cloudInit.addFile('/number', String(index)), cpus: index }) });
    const domains = Object.values(lab.synth().resource['libvirt_domain'] ?? {});
    expect(domains.map(({ vcpu }) => vcpu as number).sort()).toEqual([1, 2, 3]);
  });

  test('keeps the addresses of its machines when it grows and others came in between', () => {
    const lab = testLab();
    addGroup(lab, { count: 2 });
    lab.addMachine('Db');
    lab.app.synth();
    const app = lab.reopen();
    const stack = new LabStack(app, 'lab');
    const host = libvirt.Host.local(stack, 'Host');
    const pool = new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/test' });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.20.0.0/24') });
    const cloudInit = libvirt.CloudInit.forUser('ops', { sshKeys: [KEY] });
    const group = new libvirt.MachineGroup(host, 'Web', { count: 3, image: libvirt.CloudImage.DEBIAN_12, pool, network, cloudInit });
    expect(addresses(group)).toEqual(['10.20.0.10', '10.20.0.11', '10.20.0.13']);
  });

  test('begins where it is told to', () => {
    expect(addresses(addGroup(testLab(), { firstAddress: '10.20.0.200' }))).toEqual(['10.20.0.200', '10.20.0.201', '10.20.0.202']);
  });

  test('tells the command line whom it may change at the same time', () => {
    const lab = testLab();
    addGroup(lab, { count: 2, atOnce: 2 });
    lab.synth();
    expect(lab.manifest.stacks[0]?.rollouts).toEqual([
      {
        path: 'lab/Host/Web',
        atOnce: 2,
        members: [
          { name: 'web-1', kind: 'machine', address: expect.stringMatching(/^libvirt_domain\.Host_Web_1_/) as string },
          { name: 'web-2', kind: 'machine', address: expect.stringMatching(/^libvirt_domain\.Host_Web_2_/) as string },
        ],
      },
    ]);
  });

  test('makes no machine depend on another, which would make Terraform take all of them down at once', () => {
    const lab = testLab();
    addGroup(lab);
    for (const domain of Object.values(lab.synth().resource['libvirt_domain'] ?? {})) expect(domain['depends_on']).toBeUndefined();
  });

  test.each([
    ['a count that is none', { count: 1.5 }, /lab\/Host\/Web: 'count' must be a whole number from 0 to 1000, got 1.5/],
    ['nobody at once', { atOnce: 0 }, /'atOnce' must be a whole number of at least 1, got 0/],
    [
      'a first address with no room after it',
      { firstAddress: '10.20.0.253' },
      /must leave room for 3 addresses in 10.20.0.0\/24 of lab\/Host\/Lan, got '10.20.0.253'/,
    ],
    ['more machines than there are addresses', { count: 300 }, /no 300 addresses in a row are left/],
    ['a prop that does not exist', { size: 3 } as never, /unknown prop 'size'/],
  ])('refuses %s', (_what, props, message) => {
    expect(() => addGroup(testLab(), props)).toThrow(message);
  });

  test('names both when an address of its machines is taken', () => {
    const lab = testLab();
    lab.addMachine('Db', { address: '10.20.0.31' });
    expect(() => addGroup(lab, { firstAddress: '10.20.0.30' })).toThrow(
      /lab\/Host\/Web\/2: 'address' 10.20.0.31 is already taken by lab\/Host\/Db/,
    );
  });
});

describe('a preset', () => {
  test('is the shape of a machine, and what the machine says comes on top', () => {
    const lab = testLab();
    lab.addMachine('Web', { preset: libvirt.Preset.SERVER, memory: Size.gibibytes(3), disk: undefined });
    const [domain] = Object.values(lab.synth().resource['libvirt_domain'] ?? {});
    expect(domain).toMatchObject({ vcpu: 4, vcpu_current: 2, memory: 4096, current_memory: 3072, autostart: true });
  });

  test('can be of one’s own', () => {
    const lab = testLab();
    lab.addMachine('Web', { preset: libvirt.Preset.of({ cpus: 3 }) });
    expect(Object.values(lab.synth().resource['libvirt_domain'] ?? {})[0]).toMatchObject({ vcpu: 3, memory: 1024 });
  });

  test('of a desktop has UEFI, a TPM and a screen', () => {
    const lab = testLab();
    lab.addMachine('Desk', { preset: libvirt.Preset.DESKTOP });
    const [domain] = Object.values(lab.synth().resource['libvirt_domain'] ?? {});
    expect(domain).toMatchObject({ os: { firmware: 'efi' }, devices: { tpms: [{ model: 'tpm-crb' }], graphics: [{}] } });
  });
});
