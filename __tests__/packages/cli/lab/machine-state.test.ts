import { placesOfNew, stateKinds, statePlaces } from '../../../../packages/cli/src/lab/machine-state';

const domain = (inside: string): string => `<domain><uuid>u-1</uuid>${inside}</domain>`;
const NVRAM = "<os><nvram template='/usr/share/x'>/var/lib/libvirt/qemu/nvram/lab-web_VARS.fd</nvram></os>";
const tpm = (backend: string): string => `<devices><tpm model='tpm-crb'><backend ${backend}/></tpm></devices>`;
const EMULATED = tpm("type='emulator' version='2.0'");
const SYSTEM = 'qemu:///system';

describe('what a machine keeps outside its disks', () => {
  test('is where libvirt keeps it', () => {
    const xml = domain(NVRAM + EMULATED);

    expect(stateKinds(xml)).toEqual(['nvram', 'tpm']);
    expect(statePlaces(xml, SYSTEM)).toEqual([
      { kind: 'nvram', folder: '/var/lib/libvirt/qemu/nvram', file: 'lab-web_VARS.fd' },
      { kind: 'tpm', folder: '/var/lib/libvirt/swtpm/u-1/tpm2', file: undefined },
    ]);
  });

  test('is in the place of its name where the definition leaves that out', () => {
    const xml = domain("<name>lab-web</name><os firmware='efi'/>");

    expect(stateKinds(xml)).toEqual(['nvram']);
    expect(statePlaces(xml, SYSTEM)).toEqual([{ kind: 'nvram', folder: '/var/lib/libvirt/qemu/nvram', file: 'lab-web_VARS.fd' }]);
    expect(statePlaces(xml, 'qemu:///session')).toEqual([]);
  });

  test('is where that of another machine will be', () => {
    expect(placesOfNew(statePlaces(domain(NVRAM + EMULATED), SYSTEM), { domain: 'lab-db', uuid: 'u-2' })).toEqual([
      { kind: 'nvram', folder: '/var/lib/libvirt/qemu/nvram', file: 'lab-db_VARS.fd' },
      { kind: 'tpm', folder: '/var/lib/libvirt/swtpm/u-2/tpm2', file: undefined },
    ]);
  });

  test.each([
    ['a TPM of the host itself', tpm("type='passthrough'"), SYSTEM],
    ["a TPM of a user's own libvirt", EMULATED, 'qemu:///session'],
  ])('cannot be had of %s', (_what, inside, uri) => {
    expect([stateKinds(domain(inside)), statePlaces(domain(inside), uri)]).toEqual([['tpm'], []]);
  });

  test('is nothing where there is neither', () => {
    expect([stateKinds(domain('')), statePlaces(domain(''), SYSTEM)]).toEqual([[], []]);
  });
});
