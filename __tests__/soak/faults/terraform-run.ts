import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { processesIn } from '../../e2e/provider/processes';
import { type Hypervisor } from '../../support/hypervisor';

/** How a Terraform command ended. */
export interface Outcome {
  /** Null when it was killed. */
  readonly status: number | null;
  /** What it said in errors. */
  readonly errors: readonly string[];
}

interface Message {
  readonly type?: string;
  readonly '@message'?: string;
  readonly diagnostic?: { readonly severity: string; readonly summary: string; readonly detail: string; readonly address?: string };
}

/** A Terraform command that runs on a hypervisor, in JSON mode. */
export class TerraformRun {
  /** When it began, in milliseconds of `performance.now()`. */
  readonly begin = performance.now();
  /** When it began to change something; undefined until then. */
  changing: number | undefined;
  readonly done: Promise<Outcome>;
  /** Resolves when it begins to change something, or has ended. */
  readonly change: Promise<void>;
  private over = false;

  constructor(
    host: Hypervisor,
    private readonly directory: string,
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
  ) {
    const enter = ['sh', '-c', 'cd "$0" && exec "$@"', directory, 'terraform', ...args, '-input=false', '-json', '-no-color'];
    const env = {
      PATH: process.env['PATH'],
      HOME: '/root',
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_CLI_CONFIG_FILE: '/dev/null',
      ...environment,
    };
    const child = spawn('nsenter', [...host.entrance, ...enter], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const errors: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk.toString()));
    let changed = (): void => undefined;
    this.change = new Promise((resolve) => (changed = resolve));
    createInterface(child.stdout).on('line', (line) => {
      const { type, diagnostic, '@message': text } = read(line);
      if (type === 'apply_start' && this.changing === undefined) {
        this.changing = performance.now();
        changed();
      }
      if (diagnostic?.severity === 'error') errors.push(`${diagnostic.address ?? ''} ${diagnostic.summary}: ${diagnostic.detail}`);
      if (text === undefined) errors.push(line);
    });
    this.done = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        this.over = true;
        changed();
        // nsenter ends as its child did; one that was killed by a signal has no status.
        resolve({ status: signal === null ? code : null, errors });
      });
    });
  }

  /** Whether it still runs. */
  get running(): boolean {
    return !this.over;
  }

  /** The ids of Terraform's processes, and of the providers that it started. */
  processes(): { terraform: number[]; providers: number[] } {
    const providers = processesIn(this.directory, 'terraform-provider-');
    const terraform = processesIn(this.directory, 'terraform').filter((pid) => !providers.includes(pid));
    return { terraform, providers };
  }

  /** Sends a signal to some of them; those that have ended meanwhile do not mind. */
  signal(name: NodeJS.Signals, ...pids: number[]): void {
    for (const pid of pids) {
      try {
        process.kill(pid, name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    }
  }
}

function read(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}
