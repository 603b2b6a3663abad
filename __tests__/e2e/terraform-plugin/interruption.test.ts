import { type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Workspace } from '../../packages/terraform-plugin/fixtures/workspace';

const workspaces: Workspace[] = [];
afterAll(() => workspaces.forEach((workspace) => workspace.remove()));

/** Waits until something has happened. */
async function until<T>(look: () => T | null | undefined | false): Promise<T> {
  for (let round = 0; round < 1000; round++) {
    const found = look();
    if (found) return found;
    await delay(20);
  }
  throw new Error(`never happened: ${look.toString()}`);
}

/** An apply that hangs in the middle of a creation, in a provider with that process id. */
async function hanging(): Promise<{ workspace: Workspace; terraform: ChildProcess; provider: number }> {
  const workspace = new Workspace('contract');
  workspaces.push(workspace);
  workspace.configure({ resource: { contract_object: { slow: { name: 'slow', fail: 'slow' } } } });
  const terraform = workspace.start('apply', '-auto-approve');
  const [, provider] = await until(() => /waiting for slow in process (\d+)/.exec(workspace.journal()));
  return { workspace, terraform, provider: Number(provider) };
}

/** A zombie has ended: where process 1 collects no orphans, it stays one. */
function isAlive(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  return existsSync(file) && !/^\d+ \(.*\) [ZX]/.test(readFileSync(file, 'utf8'));
}

test.concurrent('Ctrl-C cancels the verbs and keeps what they have begun', async () => {
  const { workspace, terraform, provider } = await hanging();
  process.kill(-(terraform.pid ?? 0), 'SIGINT');
  const [status] = (await once(terraform, 'exit')) as [number];
  expect(status).toBe(1);
  expect(workspace.state().instances['contract_object.slow']).toMatchObject({ status: 'tainted', attributes: { id: 'object/slow' } });
  expect(workspace.journal()).toMatch(/cancelled slow\nclosed\n$/);
  await until(() => !isAlive(provider));
}, 20_000);

test.concurrent('a provider that is told to end answers first', async () => {
  const { workspace, terraform, provider } = await hanging();
  process.kill(provider, 'SIGTERM');
  const [status] = (await once(terraform, 'exit')) as [number];
  expect(status).toBe(1);
  expect(workspace.state().instances['contract_object.slow']).toMatchObject({ status: 'tainted', attributes: { id: 'object/slow' } });
  await until(() => !isAlive(provider));
  expect(workspace.journal()).toMatch(/cancelled slow\nclosed\n$/);
}, 20_000);

test.concurrent('a provider whose Terraform is killed cancels its verbs and ends', async () => {
  const { workspace, terraform, provider } = await hanging();
  terraform.kill('SIGKILL');
  await until(() => !isAlive(provider));
  expect(workspace.journal()).toMatch(/cancelled slow\nclosed\n$/);
}, 20_000);
