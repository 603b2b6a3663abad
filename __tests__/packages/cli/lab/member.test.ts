import { findLogged, findMachine, findMember, findMembers } from '../../../../packages/cli/src/lab/member';
import type { Manifest } from '../../../../packages/cli/src/project/manifest';

const MANIFEST = {
  version: 1,
  lab: 'lab',
  stacks: [
    {
      name: 'web',
      hosts: [{ path: 'web/Host', uri: 'qemu:///system' }],
      engines: [
        { path: 'web/Docker', host: 'unix:///var/run/docker.sock' },
        { path: 'web/Docker2', host: 'unix:///run/other.sock' },
      ],
      machines: [
        { name: 'web-1', host: 'web/Host' },
        { name: 'both', host: 'web/Host' },
      ],
      services: [
        { name: 'front', path: 'web/Docker2/Front' },
        { name: 'both', path: 'web/Docker/Both' },
      ],
      jobs: [{ name: 'migrate', container: 'lab-migrate', path: 'web/Docker2/Migrate', engine: 'web/Docker2' }],
    },
    {
      name: 'db',
      hosts: [{ path: 'db/Kvm1', uri: 'qemu+ssh://kvm1/system' }],
      engines: [],
      machines: [{ name: 'db', host: 'db/Kvm1' }],
      services: [],
    },
  ],
} as unknown as Manifest;

const namesOf = (...names: string[]): string[] => findMembers(MANIFEST, names).map(({ kind, name }) => `${kind} ${name}`);

describe('what can be started and stopped', () => {
  test.each([
    [[], ['machine web-1', 'machine both', 'service front', 'service both', 'machine db']],
    [
      ['web-1', 'front'],
      ['machine web-1', 'service front'],
    ],
    [['web'], ['machine web-1', 'machine both', 'service front', 'service both']],
    [
      ['web', 'web-1'],
      ['machine web-1', 'machine both', 'service front', 'service both'],
    ],
    [['service:both'], ['service both']],
    [['machine:db'], ['machine db']],
    [['stack:db'], ['machine db']],
  ])('%j means %j', (names, members) => {
    expect(namesOf(...names)).toEqual(members);
  });

  test('knows its host or its engine', () => {
    expect(findMember(MANIFEST, 'front')).toMatchObject({ kind: 'service', engine: 'unix:///run/other.sock' });
    expect(findMember(MANIFEST, 'service:both')).toMatchObject({ engine: 'unix:///var/run/docker.sock' });
    expect(findMember(MANIFEST, 'db')).toMatchObject({ kind: 'machine', uri: 'qemu+ssh://kvm1/system' });
  });

  test.each([
    ['both', "'both' is a machine and a service.\n  Write machine:both or service:both."],
    ['db', "'db' is a machine and a stack.\n  Write machine:db or stack:db."],
    ['frond', "There is no stack, machine or service 'frond'.\n  Did you mean 'front'?"],
  ])('%s is refused', (name, message) => {
    expect(() => namesOf(name)).toThrow(message);
  });

  test('a job is nothing to start, and has a log', () => {
    expect(() => namesOf('migrate')).toThrow("There is no stack, machine or service 'migrate'.");
    expect(findLogged(MANIFEST, 'migrate')).toMatchObject({ kind: 'job', container: 'lab-migrate', engine: 'unix:///run/other.sock' });
    expect(findLogged(MANIFEST, 'job:migrate').name).toBe('migrate');
    expect(findLogged(MANIFEST, 'web-1').kind).toBe('machine');
    expect(() => findLogged(MANIFEST, 'migrated')).toThrow("There is no machine, service or job 'migrated'.\n  Did you mean 'migrate'?");
  });

  test('a machine is looked for among machines', () => {
    expect(findMachine(MANIFEST, 'both').kind).toBe('machine');
    expect(findMachine(MANIFEST, 'machine:both').name).toBe('both');
    expect(() => findMachine(MANIFEST, 'front')).toThrow("There is no machine 'front'.\n  There are: web-1, both, db.");
  });
});
