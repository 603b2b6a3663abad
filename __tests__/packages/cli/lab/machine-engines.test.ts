import { goesWithMachines, untilEnginesAnswer } from '../../../../packages/cli/src/lab/machine-engines';
import type { ManifestStack } from '../../../../packages/cli/src/project/manifest';

// No such file: ssh says so and ends.
const AWAY = 'ssh://ops@box?config=/nowhere/ssh.conf';

const machines = { name: 'machines', machines: [{ name: 'box' }], engines: [] } as unknown as ManifestStack;
const apps = (...engines: { host: string; machine?: string }[]): ManifestStack =>
  ({ name: 'apps', machines: [], engines: engines.map((engine) => ({ path: 'apps/Inner', ...engine })) }) as unknown as ManifestStack;

describe('what is on the engine of a machine', () => {
  test('goes with it when the machine is away and goes', async () => {
    const stack = apps({ host: AWAY, machine: 'box' });
    expect(await goesWithMachines(stack, [stack, machines])).toBe(true);
  });

  test.each<[string, ManifestStack, ManifestStack[]]>([
    ['the machine stays', apps({ host: AWAY, machine: 'box' }), []],
    ['the engine is one of another computer', apps({ host: AWAY }), [machines]],
    ['another engine of the stack is in no machine', apps({ host: AWAY, machine: 'box' }, { host: AWAY }), [machines]],
    ['there is no engine', apps(), [machines]],
  ])('does not when %s', async (_title, stack, going) => {
    expect(await goesWithMachines(stack, [stack, ...going])).toBe(false);
  });
});

test('who waits for the engine of a machine is told what ssh says when it does not answer in time', async () => {
  const { signal } = new AbortController();
  await expect(untilEnginesAnswer(apps({ host: AWAY, machine: 'box' }), 0, signal)).rejects.toThrow(
    /The Docker engine at ssh:\/\/ops@box does not answer: .*\/nowhere\/ssh\.conf/,
  );
  await expect(untilEnginesAnswer(apps({ host: AWAY }), 0, signal)).resolves.toBeUndefined();
});
