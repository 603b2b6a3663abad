import { domainTable, type Item, patchMachine, readMachine } from '../../../../packages/terraform-provider-libvirt/src/tables';
import { writeXml } from '../../../../packages/terraform-provider-libvirt/src/xml';

const below = (levels: string): string =>
  `<backingStore type='volume'><format type='raw'/><source pool='p' volume='a'/>${levels}</backingStore>`;
const machine = (file: string, levels: string): string =>
  `<domain type='qemu'><name>vm</name><devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/>` +
  `<source file='${file}'/>${levels}<target dev='vda' bus='virtio'/></disk></devices></domain>`;

const source = (volume: string): Item => ({ volume: { pool: 'p', volume }, file: null, block: null });
const disk = (volume: string): Item => ({ target: { dev: 'vda', bus: 'virtio' }, driver: { type: 'raw' }, source: source(volume) });
const attributes = (item: Item): Item => ({ name: 'vm', type: 'qemu', devices: { disks: [item] } });

const once = machine('/snap', below(''));
const twice = machine(
  '/second',
  `<backingStore type='file'><format type='qcow2'/><source file='/first'/>${below('<backingStore/>')}</backingStore>`,
);

describe('a disk that an external snapshot moved', () => {
  it.each([
    ['once', once],
    ['twice', twice],
  ])('%s is read as what is planned', (_times, xml) => {
    const read = readMachine(domainTable, xml, attributes(disk('a')));
    expect(read['devices']).toMatchObject({ disks: [{ driver: { type: 'raw' }, source: source('a') }] });
  });

  it.each([
    ['once', once],
    ['twice', twice],
  ])('%s stays where it is when something else changes', (_times, xml) => {
    const before = attributes(disk('a'));
    expect(writeXml(patchMachine(domainTable, xml, before, before))).toBe(xml.replaceAll("'", '"'));
    expect(writeXml(patchMachine(domainTable, xml, before, { ...before, title: 'b' }))).toContain('<source file="/');
  });

  it('is given up for another source', () => {
    const patched = writeXml(patchMachine(domainTable, once, attributes(disk('a')), attributes(disk('b'))));
    expect(patched).toContain('<disk type="volume" device="disk"><driver name="qemu" type="raw"/><source pool="p" volume="b"/><target');
  });

  it('is drift when what is planned is not below it', () => {
    const read = readMachine(domainTable, once, attributes(disk('other')));
    expect(read['devices']).toMatchObject({ disks: [{ source: { volume: null, file: { file: '/snap' } } }] });
  });
});
