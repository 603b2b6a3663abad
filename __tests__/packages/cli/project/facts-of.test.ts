import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Project } from '../../../../packages/cli/src/project/project';
import { factsOf } from '../../../../packages/cli/src/project/synth';
import { useTempDir } from '../../../support/temp-dir';

const directory = useTempDir('labtest-facts');

function facts(host: object | string, choices: object | string): string {
  const project = new Project(directory());
  mkdirSync(dirname(project.choicesFile), { recursive: true });
  const text = (value: object | string): string => (typeof value === 'string' ? value : JSON.stringify(value));
  writeFileSync(project.hostFactsFile, text(host));
  writeFileSync(project.choicesFile, text(choices));
  return factsOf(project);
}

describe('what synth reads of this machine', () => {
  const host = { accelerator: 'qemu', key: 'a' };
  const built = { source: 'built', version: '1.0.0', path: '/cache/provider' };

  test.each([
    ['the accelerator', facts.bind(undefined, { accelerator: 'kvm' }, {})],
    ['a Docker provider that was built', facts.bind(undefined, host, { dockerProvider: built })],
    ['the place of one', facts.bind(undefined, host, { dockerProvider: { ...built, path: '/elsewhere' } })],
  ])('is %s', (_, other) => {
    expect(other()).not.toBe(facts(host, {}));
  });

  test.each([
    ['after another boot', facts.bind(undefined, { ...host, key: 'b' }, {})],
    ['with other images', facts.bind(undefined, host, { images: { debian: 'recipe' } })],
    [
      'with the Docker provider from its registry',
      facts.bind(undefined, host, { dockerProvider: { source: 'registry', version: '1.0.0' } }),
    ],
    ['where the choices cannot be read', facts.bind(undefined, host, '{')],
  ])('is the same %s', (_, other) => {
    expect(other()).toBe(facts(host, {}));
  });
});
