import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

const REPOSITORY = join(__dirname, '../..');
const BUILT = ['packages/cli/dist', 'packages/terraform-provider-libvirt/dist', 'packages/provider-libvirt/lib'];

/** How a command ended, with all that it printed. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A copy of this project in a folder of its own: what git knows, what `prepare` built, and the installed packages. */
export class ProjectCopy {
  readonly directory: string;

  constructor(prefix: string) {
    this.directory = mkdtempSync(join(tmpdir(), `${prefix}-`));
    const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: REPOSITORY,
      encoding: 'utf8',
    });
    const files = tracked.split('\0').filter((file) => file && existsSync(join(REPOSITORY, file)));
    for (const file of [...files, ...BUILT]) {
      mkdirSync(dirname(join(this.directory, file)), { recursive: true });
      cpSync(join(REPOSITORY, file), join(this.directory, file), { recursive: true, preserveTimestamps: true });
    }
    symlinkSync(join(REPOSITORY, 'node_modules'), join(this.directory, 'node_modules'));
  }

  /** The environment of commands: the project's own bins are on the PATH, as in npm scripts, for `npx` takes half a second each time. */
  private get environment(): NodeJS.ProcessEnv {
    return { ...process.env, PATH: `${join(this.directory, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
  }

  /** Runs a shell command in the project's folder, without a terminal. */
  run(command: string, env: NodeJS.ProcessEnv = {}): Outcome {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], {
      cwd: this.directory,
      encoding: 'utf8',
      env: { ...this.environment, ...env },
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { status, stdout, stderr };
  }

  /** The same, while this process goes on. */
  async runBeside(command: string): Promise<Outcome> {
    const child = spawn('sh', ['-c', command], { cwd: this.directory, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { status: status as number | null, stdout, stderr };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
