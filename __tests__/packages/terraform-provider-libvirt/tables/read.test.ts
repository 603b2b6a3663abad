import {
  bytesIn,
  describeBytes,
  domainTable,
  networkTable,
  patchTable,
  readTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';

// As libvirt 9.0 gives it, shortened.
const machine = `<domain type='kvm'>
  <name>vm</name>
  <uuid>6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7a02</uuid>
  <memory unit='KiB'>1048576</memory>
  <currentMemory unit='KiB'>1048576</currentMemory>
  <vcpu placement='static'>1</vcpu>
  <os><type arch='x86_64' machine='pc-q35-7.2'>hvm</type><boot dev='hd'/></os>
  <cpu mode='custom' match='exact' check='none'><model fallback='forbid'>qemu64</model></cpu>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff><on_reboot>restart</on_reboot><on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='volume' device='cdrom'><driver name='qemu' type='raw'/><source pool='p' volume='seed'/><target dev='sda' bus='sata'/><readonly/></disk>
    <controller type='pci' index='0' model='pcie-root'/>
    <interface type='network'><mac address='52:54:00:aa:bb:cc'/><source network='lan'/><model type='rtl8139'/></interface>
    <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    <input type='mouse' bus='ps2'/>
    <memballoon model='virtio'/>
  </devices>
</domain>`;

const configured = {
  name: 'vm',
  type: 'kvm',
  memory: 1,
  memory_unit: 'GiB',
  os: { type_machine: 'q35' },
  devices: {
    disks: [{ device: 'cdrom', source: { volume: { pool: 'p', volume: 'seed' } }, target: { dev: 'sda' } }],
    interfaces: [{ source: { network: { network: 'lan' } } }],
    channels: [{ source: { unix: {} }, target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }],
  },
};

describe('reading a machine', () => {
  it('takes nothing for drift that libvirt chose or implies', () => {
    const read = readTable(domainTable, machine, configured);
    expect(read).toMatchObject({
      ...configured,
      os: { type: null, type_machine: 'q35', boot_devices: null },
      devices: {
        serials: null,
        consoles: null,
        controllers: null,
        mem_balloon: null,
        disks: [{ read_only: null, driver: null }],
        interfaces: [{ mac: null, model: null }],
      },
      cpu: null,
      clock: null,
      vcpu: null,
      current_memory: null,
      on_crash: null,
    });
  });

  it.each([
    ['memory in the unit that it was given in', '>1048576<', '>2097152<', { memory: 2, memory_unit: 'GiB' }],
    ['memory that the unit does not divide', '>1048576</memory', '>1000000</memory', { memory: 1000000, memory_unit: 'KiB' }],
    ['current memory that differs', '>1048576</currentMemory', '>524288</currentMemory', { current_memory: 524288 }],
    ['another machine type', 'pc-q35-7.2', 'pc-i440fx-7.2', { os: { type_machine: 'pc-i440fx-7.2' } }],
    ['what is done after a crash', '>destroy</on_crash>', '>preserve</on_crash>', { on_crash: 'preserve' }],
    ['another volume', "volume='seed'", "volume='other'", { devices: { disks: [{ source: { volume: { volume: 'other' } } }] } }],
    ['a title', '<name>', '<title>t</title><name>', { title: 't' }],
  ])('shows %s', (_what, from, to, expected) => {
    expect(readTable(domainTable, machine.replaceAll(from, to), configured)).toMatchObject(expected);
  });

  it('keeps the order of the prior state and puts strangers behind it', () => {
    const disk = (dev: string): object => ({ target: { dev } });
    const xml = `<domain type='kvm'><name>vm</name><devices>${['vda', 'vdb', 'vdc'].map((dev) => `<disk type='file' device='disk'><target dev='${dev}' bus='virtio'/></disk>`).join('')}</devices></domain>`;
    const read = readTable(domainTable, xml, { name: 'vm', devices: { disks: [{ target: { dev: 'vdc' } }, { target: { dev: 'vda' } }] } });
    expect(read).toMatchObject({ devices: { disks: [disk('vdc'), disk('vda'), disk('vdb')] } });
  });

  it('touches one value and nothing else when one value changes', () => {
    const patched = patchTable(domainTable, machine, configured, { ...configured, vcpu: 4 });
    expect(patched).toBe(machine.replace('>1</vcpu>', '>4</vcpu>').replaceAll("'", '"'));
  });
});

describe('reading a network', () => {
  const xml = `<network><name>lan</name><uuid>6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7a01</uuid><forward mode='nat'><nat><port start='1024' end='65535'/></nat></forward>
    <bridge name='virbr3' stp='on' delay='0'/><mac address='52:54:00:11:22:33'/><ip address='10.0.0.1' prefix='24'/></network>`;

  it('takes nothing for drift that libvirt chose or implies', () => {
    const prior = { name: 'lan', forward: {}, ips: [{ address: '10.0.0.1', prefix: 24 }] };
    expect(readTable(networkTable, xml, prior)).toMatchObject({ forward: { mode: null, nat: null }, bridge: null });
  });

  it('shows another bridge', () => {
    expect(readTable(networkTable, xml, { name: 'lan', bridge: { name: 'br0' } })).toMatchObject({ bridge: { name: 'virbr3', stp: null } });
  });
});

describe('units', () => {
  it.each([
    ['bytes', 1],
    ['B', 1],
    ['KiB', 1024],
    ['k', 1024],
    ['KB', 1000],
    ['MiB', 1024 ** 2],
    ['GB', 1000 ** 3],
    ['TiB', 1024 ** 4],
    ['parsec', undefined],
    ['', undefined],
  ])('%s', (unit, bytes) => {
    expect(bytesIn(unit)).toBe(bytes);
  });

  it.each([
    [0, '0 bytes'],
    [1000, '1000 bytes'],
    [1048576, '1 MiB'],
    [3 * 1024 ** 3, '3 GiB'],
  ])('%d are %s', (bytes, words) => {
    expect(describeBytes(bytes)).toBe(words);
  });
});
