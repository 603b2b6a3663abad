import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildSync } from 'esbuild';
import type { Report } from '../../../packages/cli/src/host';
import type { Manifest } from '../../../packages/cli/src/project/manifest';

const ROOT = join(__dirname, '../../..');
const SHOW = `
const { ensureHost, runDoctor, removeRules } = require(process.argv[1]);
const { mode, manifest, folder } = JSON.parse(process.argv[2]);
const context = { manifest, projectDir: folder, cacheDir: folder + '/cache', osPackages: [], interactive: false, signal: new AbortController().signal, log: () => undefined };
const work = { doctor: () => runDoctor(context), ensure: () => ensureHost(context, { update: () => undefined }), removeRules: () => removeRules(manifest.lab, false) }[mode];
work().then((report) => ({ report: report ?? { checks: [] } }), ({ name, message }) => ({ error: name === 'UserError' ? message : name + ': ' + message })).then((answer) => process.stdout.write(JSON.stringify(answer)));
`;

/** What one of the host functions answered. */
export interface Answer {
  readonly report?: Report;
  readonly error?: string;
}

/**
 * This machine as it would be without an init and without daemons, in namespaces: nothing that is started there is seen
 * outside, and all of it ends with `stop`.
 */
export class BareMachine {
  private constructor(
    readonly folder: string,
    private readonly holder: ChildProcess,
    private readonly init: number,
  ) {}

  /** @param folder an empty folder for what would be in `/var` */
  static async start(folder: string): Promise<BareMachine> {
    buildSync({
      entryPoints: [join(ROOT, 'packages/cli/src/host/index.ts')],
      outfile: join(folder, 'host.js'),
      bundle: true,
      platform: 'node',
      tsconfig: join(ROOT, 'tsconfig.json'),
    });
    // Other users than root run the bundle, too.
    chmodSync(folder, 0o755);
    ['docker', 'cache', 'project'].forEach((name) => mkdirSync(join(folder, name), { recursive: true }));
    writeFileSync(join(folder, 'init.sh'), initScript(folder));
    const options = ['-m', '-n', '-p', '-u', '-i', '-f', '--kill-child', '--mount-proc'];
    const holder = spawn('unshare', [...options, 'sh', join(folder, 'init.sh')], { stdio: 'ignore' });
    while (!existsSync(join(folder, 'ready'))) {
      if (holder.exitCode !== null) {
        throw new Error(`the namespaces ended with status ${holder.exitCode}`);
      }
      await sleep(20);
    }
    const children = readFileSync(`/proc/${holder.pid ?? 0}/task/${holder.pid ?? 0}/children`, 'utf8');
    return new BareMachine(folder, holder, Number(children.trim().split(' ')[0]));
  }

  /** Runs a command there and returns what it prints. */
  run(...command: readonly string[]): string {
    return execFileSync('nsenter', [...this.entrance(), ...command], { encoding: 'utf8', timeout: 30_000 });
  }

  /** Runs `runDoctor`, `ensureHost` or `removeRules` there. */
  host(mode: 'doctor' | 'ensure' | 'removeRules', manifest?: Manifest, as: readonly string[] = []): Answer {
    const folder = join(this.folder, 'project');
    const program = [...as, process.execPath, '-e', SHOW, join(this.folder, 'host.js'), JSON.stringify({ mode, manifest, folder })];
    const { stdout, stderr, status } = spawnSync('nsenter', [...this.entrance(), ...program], { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(stderr);
    }
    return JSON.parse(stdout) as Answer;
  }

  /** The ids of the processes with a name. */
  pids(name: string): string[] {
    return this.run('sh', '-c', `pgrep -x ${name} || true`).split('\n').filter(Boolean);
  }

  async stop(): Promise<void> {
    const ended = once(this.holder, 'exit');
    process.kill(this.init, 'SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  private entrance(): string[] {
    return ['-t', String(this.init), '-m', '-n', '-p', '-u', '-i'];
  }
}

function initScript(folder: string): string {
  return `set -e
mount --make-rprivate /
ip link set lo up
mkdir ${folder}/libvirt
cp -a /etc/libvirt/*.conf ${folder}/libvirt/
for place in /run /var/lib/libvirt /var/log /etc/docker /etc/libvirt; do mkdir -p $place; mount -t tmpfs -o mode=755 tmpfs $place; done
cp -a ${folder}/libvirt/. /etc/libvirt/
mkdir -p /var/cache/libvirt /var/lib/docker
mount --bind ${folder}/cache /var/cache/libvirt
mount --bind ${folder}/docker /var/lib/docker
touch ${folder}/ready
while :; do sleep 1000 & wait; done
`;
}
