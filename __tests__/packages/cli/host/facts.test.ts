import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AcceleratorFact, HostFacts } from '../../../../packages/cli/src/host/facts';
import { useTempDir } from '../../../support/temp-dir';

const FACT: AcceleratorFact = { accelerator: 'qemu', reason: 'there is no /dev/kvm', probedAt: '2030-01-01T00:00:00.000Z', key: 'a' };

describe('the facts about a host', () => {
  const folder = useTempDir('labcloud-host');
  const cache = useTempDir('labcloud-cache');

  test('are kept in .labcloud/host.json, and written only when they changed', () => {
    const facts = HostFacts.read(folder(), cache());
    facts.save();
    expect(existsSync(join(folder(), '.labcloud'))).toBe(false);

    facts.accelerator = FACT;
    facts.save();
    const file = join(folder(), '.labcloud/host.json');
    const { ino } = statSync(file);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(FACT);

    const again = HostFacts.read(folder(), cache());
    expect(again.accelerator).toEqual(FACT);
    again.save();
    expect(statSync(file).ino).toBe(ino);
  });

  test('are known to the next project, under the same key', () => {
    const facts = HostFacts.read(folder(), cache());
    facts.accelerator = FACT;
    facts.save();
    const next = join(folder(), 'next');
    const others = HostFacts.read(next, cache());
    expect([others.accelerator, others.recall('b')]).toEqual([undefined, undefined]);
    expect(others.recall('a')).toEqual(FACT);
    others.save();
    expect(JSON.parse(readFileSync(join(next, '.labcloud/host.json'), 'utf8'))).toEqual(FACT);
  });

  test('of the last project are what a new one begins with, until a check says otherwise', () => {
    const facts = HostFacts.read(folder(), cache());
    facts.accelerator = FACT;
    facts.save();
    const next = join(folder(), 'assuming');
    HostFacts.read(next, cache()).assume();
    expect(HostFacts.read(next, cache()).accelerator).toEqual(FACT);

    const checked = HostFacts.read(next, cache());
    expect(checked.recall('b')).toBeUndefined();
    checked.accelerator = { ...FACT, key: 'b' };
    checked.save();
    HostFacts.read(next, cache()).assume();
    expect(HostFacts.read(next, cache()).accelerator?.key).toBe('b');
  });

  test('are not assumed where none are known', () => {
    const next = join(folder(), 'first');
    HostFacts.read(next, join(folder(), 'empty')).assume();
    expect(existsSync(join(next, '.labcloud'))).toBe(false);
  });

  test('are kept for the project alone where there can be no cache', () => {
    const file = join(folder(), 'no-folder');
    writeFileSync(file, '');
    const project = join(folder(), 'alone');
    const facts = HostFacts.read(project, join(file, 'cache'));
    facts.accelerator = FACT;
    facts.save();
    expect(HostFacts.read(project, cache()).accelerator).toEqual(FACT);
  });

  test('of another boot make way for those of this one', () => {
    const facts = HostFacts.read(folder(), cache());
    facts.accelerator = FACT;
    facts.save();
    facts.accelerator = { ...FACT, key: 'b' };
    facts.save();
    const again = HostFacts.read(folder(), cache());
    expect([again.recall('a'), again.recall('b')?.key]).toEqual([undefined, 'b']);
  });

  test.each(['', '{', '{"accelerator":"warp"}', '[]', 'null'])('are none in a file with %j', (text) => {
    mkdirSync(join(folder(), '.labcloud'), { recursive: true });
    writeFileSync(join(folder(), '.labcloud/host.json'), text);

    expect(HostFacts.read(folder(), cache()).accelerator).toBeUndefined();
  });
});
