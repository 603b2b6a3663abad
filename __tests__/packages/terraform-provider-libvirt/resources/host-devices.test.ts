import { describeDevice } from '../../../../packages/terraform-provider-libvirt/src/resources/host-devices';

const device = (more = ''): string =>
  `<device><name>pci_0000_06_00_0</name>${more}<capability type='pci'><product id='0x1eb8'>T4</product><vendor id='0x10de'>NVIDIA</vendor></capability></device>`;

describe('a PCI device of the host', () => {
  it.each([
    ['its numbers and names', device(), '0000:06:00.0 [10de:1eb8] NVIDIA T4'],
    ['its driver', device('<driver><name>nouveau</name></driver>'), '0000:06:00.0 [10de:1eb8] NVIDIA T4, driver nouveau'],
    [
      'its numbers where it has no names',
      "<device><capability type='pci'><product id='0x1041'/><vendor id='0x1af4'/></capability></device>",
      '0000:06:00.0 [1af4:1041]',
    ],
    ['what is known', '<device/>', '0000:06:00.0 [????:????]'],
  ])('is recognised by %s', (_what, xml, expected) => {
    expect(describeDevice('0000:06:00.0', xml)).toBe(expected);
  });
});
