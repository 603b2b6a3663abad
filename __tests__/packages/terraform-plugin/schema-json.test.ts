import { execFileSync } from 'node:child_process';
import { schemaJson } from '@labcloud/terraform-plugin';
import { provider } from './fixtures/contract';
import { Workspace } from './fixtures/workspace';

const schema: unknown = JSON.parse(JSON.stringify(schemaJson(provider, 'test.local/test/contract')));

test('the schema is told as Terraform prints it', () => {
  const workspace = new Workspace('contract');
  workspace.configure({});
  const { output } = workspace.run('providers', 'schema', '-json');
  expect(schema).toEqual(JSON.parse(output.slice(output.indexOf('{"format_version"'))));
  workspace.remove();
});

test('the schema is told without loading gRPC', () => {
  const workspace = new Workspace('light');
  expect(JSON.parse(execFileSync(workspace.executable, { encoding: 'utf8' }))).toEqual({ schema, http2: false });
  workspace.remove();
});
