import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Project } from '../../../../packages/cli/src/project/project';
import { useTempDir } from '../../../support/temp-dir';

const folder = useTempDir('labcloud-project');

describe('Project', () => {
  test('is found from a folder below it', () => {
    const below = join(folder(), 'found', 'stacks', 'deep');
    mkdirSync(below, { recursive: true });
    writeFileSync(join(folder(), 'found', 'cdktf.json'), '{"app":"node main.js"}');

    expect(Project.find(below).directory).toBe(join(folder(), 'found'));
  });

  test('is refused outside of one, with the folder and the remedy', () => {
    expect(() => Project.find(folder())).toThrow(
      `There is no cdktf.json in ${folder()} or any folder above it.\n  Run labcloud inside a project.`,
    );
  });

  test.each([
    ['{', 'is not valid JSON'],
    ['{}', "'app' must be the command that runs the app, got undefined"],
    ['{"app":" "}', `'app' must be the command that runs the app, got " "`],
    ['{"app":3}', "'app' must be the command that runs the app, got 3"],
  ])('refuses the cdktf.json %s', (content, message) => {
    const directory = join(folder(), 'bad');
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'cdktf.json'), content);

    expect(() => new Project(directory).appCommand).toThrow(message);
  });

  test('keeps its private files from other users', () => {
    const project = new Project(join(folder(), 'private'));

    expect(statSync(project.stateDirectory).mode & 0o777).toBe(0o700);
    expect(statSync(project.privateDirectory).mode & 0o777).toBe(0o700);
  });
});
