import { availableMemory, memory } from '../../../../../packages/cli/src/host/checks/memory';
import { useTempDir } from '../../../../support/temp-dir';
import { MACHINE, checkContext } from '../context';

describe('the check of memory', () => {
  const folder = useTempDir('labcloud-host');

  test('counts swap as available', () => {
    expect(availableMemory('MemTotal: 9 kB\nMemAvailable:    1024 kB\nSwapFree:  512 kB\n')).toBe(1536 * 1024);
  });

  test('passes a machine that fits and refuses one that does not', async () => {
    await expect(memory.probe(checkContext(folder(), { machines: [{ ...MACHINE, memory: 2 ** 20 }] }))).resolves.toMatchObject({
      ok: true,
    });
    await expect(memory.probe(checkContext(folder(), { machines: [{ ...MACHINE, memory: 2 ** 50 }] }))).resolves.toEqual({
      ok: false,
      found: expect.stringMatching(/^1024 TiB needed by 1 machines to start, .* available$/),
      fix: 'Stop other work on this machine, or give the machines less memory.',
    });
  });
});
