import { getActiveResourcesInfo } from 'node:process';
import { runCommand } from '../../../../../packages/cli/src/host/system/command';

const timers = (): number => getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('a command', () => {
  test('that does not exist says so, and nothing of it keeps the process from ending', async () => {
    const before = timers();

    await expect(runCommand('no-such-program', [])).resolves.toMatchObject({ status: 127, stderr: expect.stringContaining('ENOENT') });

    expect(timers()).toBeLessThanOrEqual(before);
  });

  test('that takes longer than it may is killed', async () => {
    await expect(runCommand('sleep', ['60'], { deadline: 20 })).resolves.toMatchObject({ status: -1 });
  });

  test('ends when its signal fires', async () => {
    const controller = new AbortController();
    const running = runCommand('sleep', ['60'], { signal: controller.signal });
    controller.abort(new Error('enough'));

    await expect(running).rejects.toThrow('enough');
  });
});
