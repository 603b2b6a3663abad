import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Workspace } from '../../packages/terraform-plugin/fixtures/workspace';

const ADDRESS = 'test.local/test/contract';

// A provider waits some seconds for a next step of Terraform.
jest.setTimeout(30_000);

let workspace: Workspace;
let provider: ChildProcess;
let socket: string;

/** Starts the provider as a developer does, and tells this workspace's Terraform of it. */
async function start(): Promise<void> {
  provider = spawn(workspace.executable, ['--debug'], { cwd: workspace.directory, stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(createInterface(provider.stdout as NodeJS.ReadableStream), 'line')) as [string];
  const [, attached = ''] = /^TF_REATTACH_PROVIDERS='(.*)'$/.exec(line) ?? [];
  workspace.env = { TF_REATTACH_PROVIDERS: attached };
  const parsed = JSON.parse(attached) as Record<string, { Addr: { String: string } }>;
  socket = parsed[ADDRESS]?.Addr.String ?? '';
}

async function ended(): Promise<unknown> {
  if (provider.exitCode === null && provider.signalCode === null) await once(provider, 'exit');
  return provider.exitCode ?? provider.signalCode;
}

beforeAll(() => {
  workspace = new Workspace('contract');
  // Only the process that is told of can be meant then.
  rmSync(workspace.path('terraformrc'));
  workspace.env = { TF_CLI_CONFIG_FILE: '/dev/null' };
});

beforeEach(start);

afterEach(async () => {
  provider.kill();
  await ended();
});

afterAll(() => workspace.remove());

describe('a provider that was started with --debug', () => {
  test('serves every Terraform that is told of it, in one process', () => {
    workspace.configure({ resource: { contract_object: { one: { name: 'one', fail: null } } } });
    expect(workspace.apply()).toMatchObject({ status: 0, output: expect.stringContaining('1 added') });
    expect(workspace.run('plan', '-detailed-exitcode').status).toBe(0);
    expect(workspace.run('destroy', '-auto-approve')).toMatchObject({ status: 0, output: expect.stringContaining('1 destroyed') });
    expect(provider.exitCode).toBeNull();
  });

  test('keeps configurations apart that one Terraform has of it', () => {
    const [here, there] = [workspace.path('here'), workspace.path('there')];
    workspace.configure(
      {
        provider: { contract: [{ folder: here }, { alias: 'other', folder: there }] },
        resource: { contract_object: { one: { name: 'one' }, two: { name: 'two', provider: 'contract.other' } } },
      },
      {},
    );
    expect(workspace.apply().status).toBe(0);
    expect([`${here}/one.json`, `${here}/two.json`, `${there}/one.json`, `${there}/two.json`].map((file) => existsSync(file))).toEqual([
      true,
      false,
      false,
      true,
    ]);
    expect(workspace.run('destroy', '-auto-approve').status).toBe(0);
  });

  test('cancels and closes what belongs to a Terraform that is gone, and serves the next one', async () => {
    workspace.configure({ resource: { contract_object: { slow: { name: 'slow', fail: 'slow' } } } });
    const terraform = workspace.start('apply', '-auto-approve');
    for (let round = 0; round < 500 && !workspace.journal().includes('waiting for slow'); round++) await delay(20);
    process.kill(-(terraform.pid ?? 0), 'SIGKILL');
    const itsEnd = /cancelled slow\n(?:closed\n)+$/;
    for (let round = 0; round < 500 && !itsEnd.test(workspace.journal()); round++) await delay(20);
    expect(workspace.journal()).toMatch(itsEnd);
    workspace.configure({});
    expect(workspace.run('plan', '-lock=false').status).toBe(0);
  });

  test('lets nobody else in', () => {
    expect((statSync(dirname(socket)).mode & 0o777).toString(8)).toBe('700');
  });

  test('ends with the program that holds its stdin, and leaves nothing', async () => {
    provider.stdin?.end();
    expect(await ended()).toBe(0);
    expect(existsSync(dirname(socket))).toBe(false);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends by %s, and leaves nothing', async (signal) => {
    provider.kill(signal);
    expect(await ended()).toBe(0);
    expect(existsSync(dirname(socket))).toBe(false);
  });
});
