import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ResidentProvider } from '../../../../packages/cli/src/terraform/resident-provider';
import { ResidentProviders } from '../../../../packages/cli/src/terraform/resident-providers';
import { applyPlan, planStack, showPlan } from '../../../../packages/cli/src/terraform/stack-plan';
import { Terraform } from '../../../../packages/cli/src/terraform/terraform';
import { BUILT_PROVIDER as EXECUTABLE } from '../../../support/start-provider';
import { useTempDir } from '../../../support/temp-dir';

const INSTALLED = '.terraform/providers/labcloud.local/labcloud/libvirt/0.1.0/linux_amd64/terraform-provider-libvirt_v0.1.0';

const folder = useTempDir('labcloud-resident');
const started: ResidentProvider[] = [];

/** A stack's folder in which `terraform init` has put the libvirt provider. */
function stack(name: string, executable = EXECUTABLE): string {
  const directory = join(folder(), name);
  mkdirSync(dirname(join(directory, INSTALLED)), { recursive: true });
  symlinkSync(executable, join(directory, INSTALLED));
  return directory;
}

async function start(providers: ResidentProviders, directory: string): Promise<ResidentProvider> {
  const provider = await providers.of(directory);
  if (provider === undefined) throw new Error(`no provider runs for ${directory}`);
  started.push(provider);
  return provider;
}

/** Its process and its socket. */
function reachable({ attachment }: ResidentProvider): { Pid: number; Addr: { String: string } } {
  const attached = JSON.parse(attachment) as { 'labcloud.local/labcloud/libvirt': { Pid: number; Addr: { String: string } } };
  return attached['labcloud.local/labcloud/libvirt'];
}

async function kill(provider: ResidentProvider): Promise<void> {
  process.kill(reachable(provider).Pid, 'SIGKILL');
  await provider.ended;
}

afterEach(async () => {
  delete process.env['LABCLOUD_WIPE'];
  await Promise.all(started.splice(0).map((provider) => provider.stop()));
});

describe('the provider of a stack', () => {
  test('is one process for all runs of Terraform there, and another for another stack', async () => {
    const providers = new ResidentProviders();
    const first = await start(providers, stack('one'));

    expect(existsSync(reachable(first).Addr.String)).toBe(true);
    expect(await start(providers, join(folder(), 'one'))).toBe(first);
    expect(await start(providers, stack('two'))).not.toBe(first);
  });

  test('plans, shows and applies as one process', async () => {
    const starts = join(folder(), 'starts');
    const counted = join(folder(), 'counted.sh');
    writeFileSync(counted, `#!/bin/sh\necho $$ >> ${starts}\nexec ${EXECUTABLE} "$@"\n`, { mode: 0o700 });
    const directory = stack('counted', counted);
    const source = 'labcloud.local/labcloud/libvirt';
    const seed = { name: 'seed', user_data: '#cloud-config', meta_data: 'instance-id: one' };
    writeFileSync(
      join(directory, 'cdk.tf.json'),
      JSON.stringify({ terraform: { required_providers: { libvirt: { source } } }, resource: { libvirt_cloudinit_disk: { seed } } }),
    );
    const data = jest.replaceProperty(process, 'env', { ...process.env, XDG_DATA_HOME: folder() });
    const providers = new ResidentProviders();
    const terraform = new Terraform(directory, '/dev/null', undefined, providers);
    try {
      const plan = await planStack(terraform);
      expect(plan.changes).toMatchObject([{ action: 'create' }]);
      expect(await showPlan(terraform, plan, false)).toContain('libvirt_cloudinit_disk.seed will be created');
      await applyPlan(terraform, plan);
      expect((await planStack(terraform)).hasChanges).toBe(false);
      expect(readFileSync(starts, 'utf8').trim().split('\n')).toHaveLength(1);
    } finally {
      await (await providers.of(directory))?.stop();
      data.restore();
    }
  });

  test('is started anew when it has ended, and tells why it has', async () => {
    const providers = new ResidentProviders();
    const first = await start(providers, stack('killed'));
    expect(await first.lastWords()).toBe('');

    await kill(first);

    expect(await first.lastWords()).toMatch(/terraform-provider-libvirt_v0\.1\.0 ended with SIGKILL/);
    expect((await start(providers, join(folder(), 'killed'))).isAlive).toBe(true);
  });

  test('tells why it has ended as soon as its connections are closed, which is before its socket is', async () => {
    const directory = stack('closed');
    for (let round = 0; round < 5; round += 1) {
      const provider = await start(new ResidentProviders(), directory);
      const { Pid, Addr } = reachable(provider);
      const connection = connect(Addr.String);
      await once(connection, 'connect');
      const closed = new Promise((resolve) =>
        connection
          .resume()
          .on('error', () => undefined)
          .once('close', resolve),
      );
      process.kill(Pid, 'SIGKILL');
      await closed;

      expect(await provider.lastWords()).toContain('ended with SIGKILL');
    }
  });

  test('is started anew when a setting that it reads from the environment has changed', async () => {
    const providers = new ResidentProviders();
    const first = await start(providers, stack('settings'));

    process.env['LABCLOUD_WIPE'] = 'pool/volume';

    expect(await start(providers, join(folder(), 'settings'))).not.toBe(first);
    expect(first.isAlive).toBe(false);
  });

  test.each([
    ['ends', (provider: ResidentProvider) => provider.stop()],
    ['is killed', kill],
  ])('leaves no socket when it %s', async (name, end) => {
    const provider = await start(new ResidentProviders(), stack(`socket-${name}`));
    await end(provider);

    expect(existsSync(dirname(reachable(provider).Addr.String))).toBe(false);
  });
});

describe('a process that has started a provider', () => {
  /** What a program prints before it ends by itself; `provider` is one that it has started. */
  function ends(name: string, program: string, executable?: string): string {
    const repository = join(__dirname, '../../../..');
    const module = join(repository, 'packages/cli/src/terraform/resident-providers');
    const script = `const { ResidentProviders } = require(${JSON.stringify(module)});
      new ResidentProviders().of(${JSON.stringify(stack(name, executable))}).then(async (provider) => { ${program} });`;
    return execFileSync(process.execPath, ['-r', join(repository, 'scripts/register.cjs'), '-e', script], { encoding: 'utf8' });
  }

  test('is not kept by it, and takes it along', async () => {
    const attachment = ends('alone', 'console.log(provider.attachment)');
    const { Pid } = (JSON.parse(attachment) as { 'labcloud.local/labcloud/libvirt': { Pid: number } })['labcloud.local/labcloud/libvirt'];

    // Told to end, it does so in its own time; where nobody waits for orphans it stays as a zombie.
    const isGone = (): boolean => !existsSync(`/proc/${Pid}/exe`);
    for (const deadline = Date.now() + 30_000; !isGone() && Date.now() < deadline;) await sleep(20);
    expect(isGone()).toBe(true);
  }, 40_000);

  test('waits for its end where it is to', () => {
    expect(ends('stopped', 'await provider.stop(); console.log(provider.isAlive)')).toBe('false\n');
  });

  test('is told why it ends before the system tells that it has', () => {
    const socket = join(mkdtempSync(join(folder(), 'plugin-')), 'closing');
    const line = `TF_REATTACH_PROVIDERS='${JSON.stringify({ provider: { Addr: { String: socket } } })}'`;
    const executable = join(folder(), 'closing.js');
    const closing = `#!/usr/bin/env node
      const server = require('node:net').createServer().listen(${JSON.stringify(socket)}, () => {
        server.close(() => console.log(${JSON.stringify(line)}));
        setTimeout(() => { console.error('out of memory'); process.exitCode = 3; }, 300);
      });`;
    writeFileSync(executable, closing, { mode: 0o700 });

    const said = ends('closing', 'console.log(provider.isAlive, await provider.lastWords())', executable);

    expect(said).toMatch(/^true .* ended with 3\nout of memory\n/);
  });
});

describe('Terraform starts the provider itself', () => {
  test.each(['TF_LOG', 'TF_LOG_PROVIDER', 'TF_REATTACH_PROVIDERS'])('where %s is set', async (name) => {
    const environment = jest.replaceProperty(process, 'env', { ...process.env, [name]: 'TRACE' });
    try {
      expect(await new ResidentProviders().of(stack(name))).toBeUndefined();
    } finally {
      environment.restore();
    }
  });

  test('where it has not installed any', async () => {
    expect(await new ResidentProviders().of(join(folder(), 'nothing'))).toBeUndefined();
  });

  test.each([
    ['cannot be executed', 'no-program', 'no program\n', 0o600],
    ['ends at once', 'false', '#!/bin/sh\nexit 3\n', 0o700],
    ['says something else', 'other', '#!/bin/sh\necho hello; exec sleep 60\n', 0o700],
  ])('where it %s', async (_, name, text, mode) => {
    const executable = join(folder(), `${name}.sh`);
    writeFileSync(executable, text);
    chmodSync(executable, mode);

    expect(await new ResidentProviders().of(stack(name, executable))).toBeUndefined();
  });
});
