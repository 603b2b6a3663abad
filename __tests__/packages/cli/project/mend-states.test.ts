import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mendStates } from '../../../../packages/cli/src/project/mend-states';
import { Project } from '../../../../packages/cli/src/project/project';
import { useTempDir } from '../../../support/temp-dir';

const tempDir = useTempDir('labcloud-mend');

function projectWith(files: Readonly<Record<string, string>>): { project: Project; path: (name: string) => string } {
  const project = new Project(mkdtempSync(join(tempDir(), 'project-')));
  const path = (name: string): string => join(project.stateDirectory, name);
  Object.entries(files).forEach(([name, content]) => writeFileSync(path(name), content));
  return { project, path };
}

test.each([
  ['cut', '{"version": 4, "res'],
  ['emptied', ''],
])('a state that was %s gives way to the one before, and is kept beside it', async (_, damaged) => {
  const { project, path } = projectWith({ 'lab.tfstate': damaged, 'lab.tfstate.backup': '{"serial": 1}' });
  expect(await mendStates(project)).toEqual([{ stack: 'lab', aside: path('lab.tfstate.damaged'), hasBackup: true }]);
  expect(readFileSync(path('lab.tfstate'), 'utf8')).toBe('{"serial": 1}');
  expect(readFileSync(path('lab.tfstate.damaged'), 'utf8')).toBe(damaged);
});

test('the damaged state of an earlier time is kept as well', async () => {
  const { project, path } = projectWith({ 'lab.tfstate': '{"a', 'lab.tfstate.damaged': 'earlier', 'lab.tfstate.backup': '{"serial": 1}' });
  expect(await mendStates(project)).toEqual([{ stack: 'lab', aside: path('lab.tfstate.damaged.2'), hasBackup: true }]);
  expect(readFileSync(path('lab.tfstate.damaged'), 'utf8')).toBe('earlier');
});

test.each([
  ['no one', {}],
  ['a damaged one', { 'lab.tfstate.backup': '{' }],
])('a state that was cut, with %s before it, goes aside and none takes its place', async (_, before) => {
  const { project, path } = projectWith({ 'lab.tfstate': '{"version"', ...before });
  expect(await mendStates(project)).toEqual([{ stack: 'lab', aside: path('lab.tfstate.damaged'), hasBackup: false }]);
  expect(existsSync(path('lab.tfstate'))).toBe(false);
});

test('a whole state, and the empty one of a Terraform that was killed when it began, stay as they are', async () => {
  const { project, path } = projectWith({ 'lab.tfstate': '{"serial": 2}', 'lab.tfstate.backup': '{"serial": 1}', 'new.tfstate': '' });
  expect(await mendStates(project)).toEqual([]);
  expect(readFileSync(path('lab.tfstate'), 'utf8')).toBe('{"serial": 2}');
  expect(readFileSync(path('new.tfstate'), 'utf8')).toBe('');
});

test('a state that is being written is left to who writes it', async () => {
  const { project, path } = projectWith({ 'lab.tfstate': '{"serial"', 'lab.tfstate.backup': '{"serial": 1}' });
  const mending = mendStates(project);
  writeFileSync(path('lab.tfstate'), '{"serial": 2}');
  expect(await mending).toEqual([]);
  expect(readFileSync(path('lab.tfstate'), 'utf8')).toBe('{"serial": 2}');
});
