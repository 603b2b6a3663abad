import { findTarget } from '../../../../packages/cli/src/lab/target';
import type { Manifest } from '../../../../packages/cli/src/project/manifest';

const machine = (name: string): object => ({ name, host: 'lab/Host' });
const stack = (name: string, ...machines: string[]): object => ({
  name,
  hosts: [{ path: 'lab/Host', uri: 'qemu:///system' }],
  machines: machines.map(machine),
});
const MANIFEST = {
  version: 1,
  lab: 'lab',
  stacks: [stack('front', 'web-1', 'web-2'), stack('db', 'db', 'db-2'), stack('empty')],
} as unknown as Manifest;
const namesOf = (name?: string): string[] => findTarget(MANIFEST, name).machines.map((target) => target.machine.name);

describe('what a verb works on', () => {
  test.each([
    [undefined, ['web-1', 'web-2', 'db', 'db-2']],
    ['front', ['web-1', 'web-2']],
    ['web-2', ['web-2']],
    ['stack:db', ['db', 'db-2']],
    ['machine:db', ['db']],
  ])('%s means %s', (name, machines) => {
    expect(namesOf(name)).toEqual(machines);
    expect(findTarget(MANIFEST, name).machines[0]?.uri).toBe('qemu:///system');
  });

  test.each([
    ['db', "'db' is a stack and a machine.\n  Write stack:db or machine:db."],
    ['web', "There is no stack or machine 'web'.\n  Did you mean 'web-1'?\n  There are: front, db, empty, web-1, web-2, db, db-2."],
    ['machine:front', "There is no stack or machine 'machine:front'."],
    ['empty', 'empty has no machines.'],
  ])('%s is refused', (name, message) => {
    expect(() => findTarget(MANIFEST, name)).toThrow(message);
  });
});
