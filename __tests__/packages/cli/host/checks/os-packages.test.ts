import { toolsOf } from '../../../../../packages/cli/src/host/checks/os-packages';
import { wantsOf } from '../../../../../packages/cli/src/host/wants';
import { MACHINE, manifestOf } from '../context';

/** The programs that a lab with one machine needs. */
function programs(uses: typeof MACHINE.uses): string[] {
  return toolsOf(wantsOf(manifestOf({ machines: [{ ...MACHINE, uses }] }))).map(({ program }) => program);
}

describe('the programs that a lab runs on', () => {
  test('are libvirt, QEMU and Docker, and nothing that no machine has', () => {
    expect(programs(undefined)).toEqual(expect.arrayContaining(['libvirtd', 'qemu-system-x86_64', 'dockerd']));
    expect(programs([])).toEqual(programs(undefined));
  });

  test.each([
    ['uefi', 'OVMF'],
    ['tpm', 'swtpm_setup'],
    ['shared-folders', 'virtiofsd'],
  ] as const)('has of %s its own only where a machine has it', (use, program) => {
    expect(programs([])).not.toContain(program);
    expect(programs([use])).toEqual(expect.arrayContaining([...programs([]), program]));
  });
});
