import { domainTable, type Item, patchTable, readTable } from '../../../../packages/terraform-provider-libvirt/src/tables';

const xmlOf = (devices: string): string => `<domain type='qemu'><name>vm</name><devices>${devices}</devices></domain>`;
const serial = (port: number): string =>
  `<serial type='pty'><target type='isa-serial' port='${port}'><model name='isa-serial'/></target></serial>`;
const console = (port: number, type = 'serial'): string => `<console type='pty'><target type='${type}' port='${port}'/></console>`;
const controller = (type: string, index: number, model = ''): string =>
  `<controller type='${type}' index='${index}'${model && ` model='${model}'`}/>`;
const video = (type: string): string => `<video><model type='${type}' vram='16384' heads='1' primary='yes'/></video>`;
const disks = (count: number, bus: string): object[] =>
  Array.from({ length: count }, (_each, index) => ({ target: { dev: `sd${String.fromCharCode(97 + index)}`, bus } }));

const SERIAL = { target: { port: 0, type: 'isa-serial' } };
const CONSOLE = { target: { port: 0, type: 'serial' } };

function devicesOf(xml: string, devices: object): Item {
  return (readTable(domainTable, xml, { name: 'vm', devices } as Item)['devices'] ?? {}) as Item;
}

describe('a device that nobody planned', () => {
  test.each<[string, string, string, object]>([
    ['the console of the first serial port', 'consoles', serial(0) + console(0), { serials: [SERIAL] }],
    [
      'the console of a serial port with another number',
      'consoles',
      serial(1) + console(1),
      { serials: [{ ...SERIAL, target: { type: 'isa-serial', port: 1 } }] },
    ],
    ['the serial port of a console', 'serials', serial(0) + console(0), { consoles: [CONSOLE] }],
    ['a PCI bridge', 'controllers', controller('pci', 7, 'pcie-root-port'), {}],
    ['the first USB controller', 'controllers', controller('usb', 0, 'qemu-xhci'), {}],
    ['a second SATA controller for many disks', 'controllers', controller('sata', 1), { disks: disks(7, 'sata') }],
    ['what a kind of device needs that the tables do not know', 'controllers', controller('ccid', 0), {}],
    ['the video card of a screen', 'videos', video('cirrus'), { graphics: [{ vnc: {} }] }],
  ])('is no drift where libvirt adds it: %s', (_what, kind, xml, planned) => {
    expect(devicesOf(xmlOf(xml), planned)[kind] ?? null).toBeNull();
  });

  test.each<[string, string, string, object, object]>([
    ['a serial port', 'serials', serial(0) + console(0), {}, { target: { type: 'isa-serial', port: 0 } }],
    ['a second serial port', 'serials', serial(0) + serial(1), { serials: [SERIAL] }, { target: { type: 'isa-serial', port: 1 } }],
    [
      'a virtio console',
      'consoles',
      serial(0) + console(0) + console(1, 'virtio'),
      { serials: [SERIAL] },
      { target: { type: 'virtio', port: 1 } },
    ],
    ['a second USB controller', 'controllers', controller('usb', 1, 'nec-xhci'), {}, { type: 'usb', index: 1, model: 'nec-xhci' }],
    [
      'a second SCSI controller',
      'controllers',
      controller('scsi', 1, 'virtio-scsi'),
      { disks: disks(1, 'scsi') },
      { type: 'scsi', index: 1 },
    ],
    ['a video card', 'videos', video('bochs'), {}, { model: { type: 'bochs' } }],
    [
      'a second video card',
      'videos',
      video('virtio') + video('qxl'),
      { graphics: [{ vnc: {} }], videos: [{ model: { type: 'virtio' } }] },
      { model: { type: 'qxl' } },
    ],
  ])('is drift where somebody added it, and goes with the next change: %s', (_what, kind, xml, planned, expected) => {
    const found = devicesOf(xmlOf(xml), planned);
    const own = ((planned as Item)[kind] ?? []) as Item[];

    expect((found[kind] as Item[]).slice(own.length)).toMatchObject([expected]);
    expect((found[kind] as Item[]).slice(0, own.length)).toMatchObject(own);
    const patched = patchTable(domainTable, xmlOf(xml), { name: 'vm', devices: found }, { name: 'vm', devices: planned } as Item);
    expect(devicesOf(patched, planned)[kind] ?? []).toHaveLength(own.length);
  });
});
