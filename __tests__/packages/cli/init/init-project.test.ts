import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../../../support/properties';
import { parse } from 'yaml';
import { initProject } from '../../../../packages/cli/src/init/init-project';
import { namesFor } from '../../../../packages/cli/src/init/names';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-init');
const repository = join(__dirname, '../../../..');
let count = 0;
const fresh = (name = 'My Lab'): string => join(folder(), String(++count), name);
const read = (...path: string[]): string => readFileSync(join(...path), 'utf8');

describe('a new project', () => {
  test('has a stack, its test, a CI file and what npm needs', () => {
    const project = fresh();
    expect(initProject(project, {})).toEqual([
      '.github/workflows/lab.yml',
      '.gitignore',
      'README.md',
      '__tests__/lab-cloud.test.ts',
      'app.ts',
      'cdktf.json',
      'jest.config.js',
      'main.ts',
      'package.json',
      'stacks/lab-cloud.ts',
      'tsconfig.json',
    ]);
    const { version } = JSON.parse(read(repository, 'package.json')) as { version: string };
    expect(JSON.parse(read(project, 'package.json'))).toMatchObject({ name: 'my-lab', private: true, dependencies: { labcloud: version } });
    expect(JSON.parse(read(project, 'cdktf.json'))).toMatchObject({ app: 'node -r labcloud/register main.ts', projectId: 'my-lab' });
    expect(read(project, 'app.ts')).toContain("new LabApp({ id: 'my-lab' })");
    expect(parse(read(project, '.github/workflows/lab.yml'))).toMatchObject({ jobs: { check: { env: { LABCLOUD_FROZEN: '1' } } } });
    expect(['app.ts', 'README.md', 'cdktf.json', 'stacks/lab-cloud.ts'].filter((file) => read(project, file).includes('{{'))).toEqual([]);
  });

  test('takes labcloud from a file, as seen from the project', () => {
    const project = fresh('lab');
    mkdirSync(join(project, '..'), { recursive: true });
    const file = join(project, '../labcloud.tgz');
    writeFileSync(file, '');
    initProject(project, { package: file, id: 'dev' });
    expect(JSON.parse(read(project, 'package.json'))).toMatchObject({ dependencies: { labcloud: 'file:../labcloud.tgz' } });
    expect(read(project, 'app.ts')).toContain("id: 'dev'");
    expect(() => initProject(fresh(), { package: './none.tgz' })).toThrow('There is no ./none.tgz.');
  });

  test('is written into an empty folder, also a new repository, and into no other', () => {
    const repositoryFolder = fresh();
    mkdirSync(join(repositoryFolder, '.git'), { recursive: true });
    expect(initProject(repositoryFolder, {}).length).toBeGreaterThan(5);

    const full = fresh();
    mkdirSync(full, { recursive: true });
    writeFileSync(join(full, 'notes.txt'), 'mine');
    expect(() => initProject(full, {})).toThrow(`There is something in ${full} already: notes.txt. Nothing was written.`);
    expect(readdirSync(full)).toEqual(['notes.txt']);
    expect(() => initProject(join(full, 'notes.txt'), {})).toThrow('is a file.');
  });

  test('asks nothing', () => {
    const project = fresh();
    const { status, stdout } = spawnSync(process.execPath, [join(repository, 'packages/cli/bin/labcloud.js'), 'init', project], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect([status, stdout.split('\n')]).toEqual([0, expect.arrayContaining(['main.ts', 'package.json'])]);
  });
});

describe('the names of a project', () => {
  test.each([
    ['my-lab', 'my-lab', 'my-lab'],
    ['My Lab', 'my-lab', 'my-lab'],
    ['Größe 3', 'gro-e-3', 'gro-e-3'],
    ['2026-cloud', '2026-cloud', 'cloud'],
    ['a-very-long-name-for-a-lab', 'a-very-long-name-for-a-lab', 'a-very-long-name'],
    ['日本', 'lab', 'lab'],
  ])('of the folder %s are %s and %s', (name, project, id) => {
    expect(namesFor(join('/srv', name))).toEqual({ name: project, id });
  });

  test('are names for npm and for hosts, whatever the folder is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { name, id } = namesFor(join('/srv', text.replaceAll('/', '')));
        expect(name).toMatch(/^[a-z0-9][a-z0-9-]{0,99}$/);
        expect(id).toMatch(/^[a-z][a-z0-9-]{0,15}$/);
      }),
    );
  });

  test.each(['', 'Lab', '1lab', 'a-name-that-is-too-long', 'a_b'])('%j is no id', (id) => {
    expect(() => namesFor('/srv/lab', id)).toThrow(`got '${id}'`);
  });
});
