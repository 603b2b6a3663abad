import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerAddresses, idsInState } from '../../../../packages/cli/src/project/state-file';
import { useTempDir } from '../../../support/temp-dir';

const tempDir = useTempDir('labcloud-state');

function write(content: string, name = 'lab.tfstate'): string {
  const file = join(tempDir(), name);
  writeFileSync(file, content);
  return file;
}

test('the ids in a state are those of its resources', () => {
  const state = { version: 4, resources: [{ instances: [{ attributes: { id: 'a' } }, { attributes: { id: 'b' } }] }, { instances: [] }] };
  expect(idsInState(write(JSON.stringify(state)))).toEqual(['a', 'b']);
});

test('a state that does not exist has none, nor has the empty file of a Terraform that was killed when it began', () => {
  expect(idsInState(join(tempDir(), 'none.tfstate'))).toEqual([]);
  expect(idsInState(write(''))).toEqual([]);
});

test('a state that was cut is said to be damaged, and where the one before is', () => {
  const file = write('{"version": 4, "res');
  expect(() => idsInState(file)).toThrow(`The state ${file} is damaged`);
  write('{}', 'lab.tfstate.backup');
  write('');
  expect(() => idsInState(file)).toThrow(`The state ${file} is damaged`);
});

test('of Docker are the resources whose type says so, by their addresses', () => {
  const resources = [
    { mode: 'managed', type: 'docker_volume', name: 'data' },
    { mode: 'managed', type: 'libvirt_volume', name: 'disk' },
    { mode: 'data', type: 'docker_network', name: 'bridge' },
  ];
  expect(dockerAddresses(write(JSON.stringify({ version: 4, resources })))).toEqual(['docker_volume.data']);
});
