import { domainTable, type Item, patchTable, readTable } from '../../../../packages/terraform-provider-libvirt/src/tables';

const ADDRESSES: Record<string, string> = { virtio: 'pci', sata: 'drive', scsi: 'drive', usb: 'usb' };

function machine(disk: string): string {
  return `<domain><devices><disk device='disk'>${disk}</disk></devices></domain>`;
}

function withDisk(disk: Item): Item {
  return { devices: { disks: [disk] } };
}

describe('a disk that changes', () => {
  it.each([
    ['virtio', 'sata'],
    ['virtio', 'usb'],
    ['sata', 'virtio'],
    ['scsi', 'usb'],
  ])('from the bus %s to %s loses the address that is none there', (from, to) => {
    const xml = machine(`<target dev='sda' bus='${from}'/><address type='${ADDRESSES[from] ?? ''}' bus='0'/>`);
    const on = (bus: string): Item => withDisk({ target: { dev: 'sda', bus } });
    expect(patchTable(domainTable, xml, on(from), on(to))).not.toContain('<address');
    expect(patchTable(domainTable, xml, on(from), on(from))).toContain('<address');
  });

  it('to one that is not encrypted keeps nothing of how it was opened', () => {
    const xml = machine(`<target dev='vda'/><encryption format='luks' engine='qemu'><secret type='passphrase' uuid='a'/></encryption>`);
    const before = withDisk({ target: { dev: 'vda' }, encryption: { format: 'luks', secrets: [{ type: 'passphrase', uuid: 'a' }] } });
    expect(patchTable(domainTable, xml, before, withDisk({ target: { dev: 'vda' } }))).not.toContain('encryption');
  });

  it('to one that several machines share is not found to have another cache, which libvirt gives it when the machine starts', () => {
    const planned = withDisk({ driver: { name: 'qemu', type: 'raw' }, target: { dev: 'vda' }, shareable: true });
    const xml = machine(`<driver name='qemu' type='raw' cache='none'/><target dev='vda'/><shareable/>`);
    expect(readTable(domainTable, xml, planned)).toMatchObject(planned);
    expect(readTable(domainTable, xml, planned)).toMatchObject({ devices: { disks: [{ driver: { cache: null } }] } });
  });
});

describe('a serial port', () => {
  const CONSOLE = `<console type='pty'><target type='serial' port='0'/></console>`;
  const serial = (type: string): Item => ({ devices: { serials: [{ target: { type, port: 0 } }] } });
  const xml = `<domain><devices><serial type='pty'><target type='isa-serial' port='0'><model name='isa-serial'/></target></serial>${CONSOLE}</devices></domain>`;

  it('of another kind loses the model of the old one', () => {
    expect(patchTable(domainTable, xml, serial('isa-serial'), serial('usb-serial'))).not.toContain('<model');
    expect(patchTable(domainTable, xml, serial('isa-serial'), serial('isa-serial'))).toContain('<model');
  });

  it('goes with the console that libvirt made for it, which would bring it back', () => {
    expect(patchTable(domainTable, xml, serial('isa-serial'), { devices: {} })).not.toMatch(/<serial|<console/);
  });

  it('stays where a console is wished', () => {
    const consoles = { consoles: [{ target: { type: 'serial', port: 0 } }] };
    const wished = { devices: { ...(serial('isa-serial')['devices'] as Item), ...consoles } };
    expect(patchTable(domainTable, xml, wished, { devices: consoles })).toContain('<console');
  });
});

describe('a channel', () => {
  it('is not found to have changed when libvirt drops what says nothing', () => {
    const planned = {
      devices: { channels: [{ source: { unix: { mode: 'bind' } }, target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }] },
    };
    const xml = `<domain><devices><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel></devices></domain>`;
    expect(readTable(domainTable, xml, planned)).toMatchObject(planned);
  });
});

describe('a watchdog', () => {
  const found = (model: string): unknown =>
    readTable(domainTable, `<domain><devices><watchdog model='${model}' action='reset'/></devices></domain>`, {})['devices'];

  it('that nobody planned is found', () => {
    expect(found('i6300esb')).toMatchObject({ watchdogs: [{ model: 'i6300esb' }] });
  });

  it('of the chip set is not', () => {
    expect(found('itco')).toBeNull();
  });
});
