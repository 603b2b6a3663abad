import { domainTable, type Item, patchTable, readTable, writeTable } from '../../../../packages/terraform-provider-libvirt/src/tables';

/** The definition of a machine with these attributes. */
function written(attributes: Item): string {
  return writeTable(domainTable, { name: 'vm', type: 'kvm', ...attributes });
}

const OS = '<os><type>hvm</type>';

describe('the XML of a machine', () => {
  it.each<[string, Item, string]>([
    [
      'firmware that libvirt chooses',
      { os: { firmware: 'efi', firmware_info: { features: [{ name: 'secure-boot', enabled: 'yes' }] } } },
      '<os firmware="efi"><type>hvm</type><firmware><feature name="secure-boot" enabled="yes"/></firmware></os>',
    ],
    [
      'firmware from a file',
      { os: { loader: '/c.fd', loader_readonly: 'yes', loader_type: 'pflash', nv_ram: { nv_ram: '/v.fd', template: '/t.fd' } } },
      `${OS}<loader readonly="yes" type="pflash">/c.fd</loader><nvram template="/t.fd">/v.fd</nvram></os>`,
    ],
    [
      'a TPM',
      { devices: { tpms: [{ model: 'tpm-crb', backend: { emulator: { version: '2.0' } } }] } },
      '<tpm model="tpm-crb"><backend version="2.0" type="emulator"/></tpm>',
    ],
    [
      'a shared folder',
      {
        devices: { filesystems: [{ driver: { type: 'virtiofs' }, source: { mount: { dir: '/srv' } }, target: { dir: 'srv' } }] },
        memory_backing: { memory_source: { type: 'memfd' }, memory_access: { mode: 'shared' } },
      },
      '<filesystem type="mount"><driver type="virtiofs"/><source dir="/srv"/><target dir="srv"/></filesystem>',
    ],
    [
      'a PCI device',
      { devices: { hostdevs: [{ managed: true, subsys_pci: { source: { address: { domain: 0, bus: 6, slot: 18, function: 5 } } } }] } },
      '<hostdev managed="yes" type="pci"><source><address domain="0x0" bus="0x6" slot="0x12" function="0x5"/></source></hostdev>',
    ],
    [
      'a serial log',
      { devices: { serials: [{ log: { file: '/l', append: 'on' } }] } },
      '<serial type="pty"><log file="/l" append="on"/></serial>',
    ],
  ])('has %s', (_what, attributes, xml) => {
    expect(written(attributes)).toContain(xml);
  });
});

describe('what libvirt makes of hardware', () => {
  // As libvirt 9.0 gives it, shortened.
  const xml = `<domain type='qemu'><name>vm</name><os firmware='efi'><type arch='x86_64' machine='pc-q35-7.2'>hvm</type>
    <firmware><feature enabled='yes' name='enrolled-keys'/><feature enabled='yes' name='secure-boot'/></firmware></os>
    <devices><tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
    <hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0x06' slot='0x12' function='0x5'/></source></hostdev>
    <watchdog model='i6300esb' action='reset'/></devices></domain>`;
  const configured = {
    name: 'vm',
    type: 'qemu',
    os: { firmware: 'efi', firmware_info: { features: ['secure-boot', 'enrolled-keys'].map((name) => ({ name, enabled: 'yes' })) } },
    devices: {
      tpms: [{ backend: { emulator: {} } }],
      hostdevs: [{ managed: true, subsys_pci: { source: { address: { domain: 0, bus: 6, slot: 18, function: 5 } } } }],
      watchdogs: [{ model: 'i6300esb' }],
    },
  };

  it('is no drift where nobody said more', () => {
    expect(readTable(domainTable, xml, configured)).toMatchObject(configured);
    expect(patchTable(domainTable, xml, configured, configured)).toBe(
      patchTable(domainTable, xml, {}, readTable(domainTable, xml, configured)),
    );
  });

  it.each([
    ['another PCI device', "bus='0x06'", "bus='0x07'", { devices: { hostdevs: [{ subsys_pci: { source: { address: { bus: 7 } } } }] } }],
    ['another action', "action='reset'", "action='none'", { devices: { watchdogs: [{ action: 'none' }] } }],
    ['a BIOS', " firmware='efi'", '', { os: { firmware: null } }],
  ])('shows %s', (_what, from, to, expected) => {
    expect(readTable(domainTable, xml.replace(from, to), configured)).toMatchObject(expected);
  });
});
