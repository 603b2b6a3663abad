import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AcceleratorFact, HostFacts } from '../../../../packages/cli/src/host/facts';
import { useTempDir } from '../../../support/temp-dir';

const FACT: AcceleratorFact = { accelerator: 'qemu', reason: 'there is no /dev/kvm', probedAt: '2030-01-01T00:00:00.000Z', key: 'a' };

describe('the facts about a host', () => {
  const folder = useTempDir('labcloud-host');

  test('are kept in .labcloud/host.json, and written only when they changed', () => {
    const facts = HostFacts.read(folder());
    facts.save();
    expect(existsSync(join(folder(), '.labcloud'))).toBe(false);

    facts.accelerator = FACT;
    facts.save();
    const file = join(folder(), '.labcloud/host.json');
    const { ino } = statSync(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(FACT);

    const again = HostFacts.read(folder());
    expect(again.accelerator).toEqual(FACT);
    again.save();
    expect(statSync(file).ino).toBe(ino);
  });

  test.each(['', '{', '{"accelerator":"warp"}', '[]', 'null'])('are none in a file with %j', (text) => {
    mkdirSync(join(folder(), '.labcloud'), { recursive: true });
    writeFileSync(join(folder(), '.labcloud/host.json'), text);

    expect(HostFacts.read(folder()).accelerator).toBeUndefined();
  });
});
