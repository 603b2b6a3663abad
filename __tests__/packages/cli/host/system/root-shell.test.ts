import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RootShell } from '../../../../../packages/cli/src/host/system/root-shell';
import { useTempDir } from '../../../../support/temp-dir';
import { needs } from '../../../../support/needs';

const asRoot = needs(process.getuid?.() === 0, 'the rights of root').describe;

asRoot('the root shell', () => {
  const folder = useTempDir('labcloud-host');

  test('stops at the first command that fails and shows its words', async () => {
    const file = join(folder(), 'reached');
    const script = new RootShell(false).script(`echo 'no such disk' >&2\nfalse\ntouch ${file}`);

    await expect(script).rejects.toThrow(/ended with status 1:\n {2}echo 'no such disk'.*\n[^]*no such disk$/);
    expect(() => writeFileSync(file, '', { flag: 'wx' })).not.toThrow();
  });

  test('hands on every line', async () => {
    const lines: string[] = [];
    await new RootShell(false).script('echo one\necho two >&2', (line) => lines.push(line));

    expect(lines.sort()).toEqual(['one', 'two']);
  });

  test('ends what it runs when it is interrupted', async () => {
    const controller = new AbortController();
    const script = new RootShell(false, controller.signal).script('echo begun\nexec sleep 100', () =>
      controller.abort(new Error('interrupted')),
    );

    await expect(script).rejects.toThrow('interrupted');
  });
});
