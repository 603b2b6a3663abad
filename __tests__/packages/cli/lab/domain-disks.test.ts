import { dataDisks, readDomainDisks } from '../../../../packages/cli/src/lab/domain-disks';
import { xmlText } from '../../../../packages/cli/src/lab/xml-text';

const XML = `<domain><os><nvram>/var/lib/x</nvram></os><devices>
  <disk type='volume' device='disk'><driver name='qemu' type='qcow2'/><source pool='lab-pool' volume='web.qcow2'/><target dev='vda' bus='virtio'/>
    <backingStore type='file'><format type='raw'/><source file='/base'/></backingStore></disk>
  <disk type='volume' device='disk'><driver name='qemu' type='raw'/><source pool='lab-pool' volume='seed.iso'/><target dev='vdb'/><readonly/></disk>
  <disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='/srv/a&amp;b.raw'/><target dev='vdc'/></disk>
  <disk type='block' device='disk'><driver name='qemu' type='raw'/><source dev='/dev/vg/data'/><target dev='vdd'/></disk>
  <disk type='file' device='cdrom'><target dev='sda'/><readonly/></disk>
</devices></domain>`;

describe("a domain's disks", () => {
  test('are read with what they stand on left out', () => {
    expect(readDomainDisks(XML).map(({ target }) => target)).toEqual(['vda', 'vdb', 'vdc', 'vdd', 'sda']);
    expect(dataDisks(XML)).toEqual([
      { target: 'vda', device: 'disk', format: 'qcow2', readOnly: false, source: { pool: 'lab-pool', volume: 'web.qcow2' } },
      { target: 'vdc', device: 'disk', format: 'raw', readOnly: false, source: { path: '/srv/a&b.raw' } },
      { target: 'vdd', device: 'disk', format: 'raw', readOnly: false, source: { path: '/dev/vg/data' } },
    ]);
  });
});

describe('a place in XML', () => {
  test.each([
    ['domain/os/nvram', '/var/lib/x'],
    ['domain/devices/disk/target@dev', 'vda'],
    ['domain/devices/disk/source@file', undefined],
    ['domain/name', undefined],
  ])('%s is %s', (place, text) => {
    expect(xmlText(XML, place)).toBe(text);
  });
});
