import { candidatesFor } from '../../../../packages/cli/src/completion/candidates';
import { createProgram } from '../../../../packages/cli/src/index';
import type { Manifest } from '../../../../packages/cli/src/project/manifest';

const MANIFEST = {
  version: 1,
  lab: 'lab',
  stacks: [{ name: 'lab', machines: [{ name: 'web-1' }, { name: 'web-2' }], services: [{ name: 'front' }] }],
} as unknown as Manifest;

function complete(...words: string[]): string[] {
  return candidatesFor(
    createProgram(() => undefined),
    words,
    () => MANIFEST,
  ).map(({ value }) => value);
}

describe('what may be typed next', () => {
  test.each([
    [['st'], ['status', 'start', 'stop']],
    [
      ['ssh', ''],
      ['web-1', 'web-2'],
    ],
    [['ssh', 'web-2'], ['web-2']],
    [['ssh', 'web-1', '--', 'l'], []],
    [['logs', 'f'], ['front']],
    [['logs', '--tail', ''], []],
    [
      ['logs', '--follow', ''],
      ['web-1', 'web-2', 'front'],
    ],
    [['logs', '--fo'], ['--follow']],
    [
      ['stop', 'web-1', ''],
      ['lab', 'web-1', 'web-2', 'front'],
    ],
    [
      ['up', '--image-source', ''],
      ['url', 'recipe'],
    ],
    [
      ['snapshot', ''],
      ['create', 'list', 'revert', 'delete', 'lab', 'web-1', 'web-2'],
    ],
    [
      ['snapshot', 'revert', 'web'],
      ['web-1', 'web-2'],
    ],
    [['snapshot', 'revert', 'web-1', ''], []],
    [
      ['completion', ''],
      ['bash', 'zsh'],
    ],
    [['nothing', ''], []],
    [[], expect.arrayContaining(['up', 'ssh', 'completion'])],
  ])('after %j: %j', (words, values) => {
    expect(complete(...words)).toEqual(values);
  });

  test('hides what only shells call', () => {
    expect(complete('')).not.toContain('__complete');
  });

  test('is no error outside a project', () => {
    expect(
      candidatesFor(
        createProgram(() => undefined),
        ['ssh', ''],
        () => undefined,
      ),
    ).toEqual([]);
  });
});

describe('help', () => {
  test('shows every command by example', () => {
    for (const command of createProgram(() => undefined).commands.filter((each) => !each.name().startsWith('_'))) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help).toMatch(new RegExp(`Examples?:\\n  (.*&& )?.*labcloud ${command.name()}`));
    }
  });
});
