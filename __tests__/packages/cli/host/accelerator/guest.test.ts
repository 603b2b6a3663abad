import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guestBootSector } from '../../../../../packages/cli/src/host/accelerator/guest';
import { findProgram } from '../../../../../packages/cli/src/host/system/program';
import { useTempDir } from '../../../../support/temp-dir';
import { needs } from '../../../../support/needs';

const SOURCE = join(__dirname, '../../../../../packages/cli/src/host/accelerator/guest.s');
const assembled = needs(findProgram('as') && findProgram('ld'), 'an assembler and a linker (binutils)').test;

describe('the boot sector of the test guest', () => {
  const folder = useTempDir('labcloud-host');

  test('is one sector with the signature that a firmware looks for', () => {
    const sector = guestBootSector();

    expect(sector).toHaveLength(512);
    expect(sector.readUInt16LE(510)).toBe(0xaa55);
  });

  assembled('is what its source assembles to', () => {
    const object = join(folder(), 'guest.o');
    const image = join(folder(), 'guest.bin');
    execFileSync('as', [SOURCE, '-o', object]);
    execFileSync('ld', ['-Ttext', '0x7c00', '--oformat', 'binary', '-o', image, object]);

    expect(guestBootSector()).toEqual(readFileSync(image));
  });
});
