import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Workspace } from '../../packages/terraform-plugin/fixtures/workspace';

const readme = readFileSync(resolve(__dirname, '../../../packages/terraform-plugin/README.md'), 'utf8');
const workspace = new Workspace('example');
afterAll(() => workspace.remove());

test('the example of the README is the one that is run here', () => {
  expect(readme).toContain(readFileSync(join(__dirname, '../../packages/terraform-plugin/fixtures/example-provider.ts'), 'utf8'));
});

test('the example creates, changes and deletes its notes', () => {
  const note = (name: string, text: string) => ({ resource: { example_note: { note: { name, text } } } });
  workspace.configure(note('hello', 'world'));
  expect(workspace.apply().output).toContain('1 added, 0 changed, 0 destroyed.');
  workspace.configure(note('hello', ' world '));
  expect(workspace.run('plan', '-no-color').output).toContain('No changes.');
  workspace.configure(note('goodbye', 'world'));
  expect(workspace.apply().output).toContain('1 added, 0 changed, 1 destroyed.');
  expect(JSON.parse(readFileSync(workspace.path('store', 'goodbye.json'), 'utf8'))).toEqual({ name: 'goodbye', text: 'world' });
  workspace.configure(note('Good bye', 'world'));
  expect(workspace.run('plan', '-no-color').output).toContain('"Good bye" must consist of the letters a to z.');
});
