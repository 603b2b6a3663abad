import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Where and with what a provider is started. */
export interface StartOptions {
  readonly cwd: string;
  /** @default - that of the test */
  readonly env?: NodeJS.ProcessEnv;
}

/** A provider that was started with `--debug`, and serves every Terraform that is told of it. It ends with the process that started it. */
export class DebuggedProvider {
  private constructor(
    private readonly child: ChildProcess,
    /** What `TF_REATTACH_PROVIDERS` must say. */
    readonly attachment: string,
  ) {}

  /** Starts one; what Terraform gives as relative paths is looked up in `cwd`. */
  static async start(executable: string, { cwd, env = process.env }: StartOptions): Promise<DebuggedProvider> {
    const child = spawn(executable, ['--debug'], { cwd, env, stdio: ['pipe', 'pipe', 'ignore'] });
    const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    const died = once(child, 'exit').then(([code]) => Promise.reject(new Error(`${executable} --debug ended with ${String(code)}`)));
    // It ends some day; only that it ends before it has said where it listens is an error.
    died.catch(() => undefined);
    const [line] = await Promise.race([first, died]);
    const [, attachment] = /^TF_REATTACH_PROVIDERS='(.*)'$/.exec(line) ?? [];
    if (attachment === undefined) throw new Error(`${executable} --debug said '${line}'`);
    return new DebuggedProvider(child, attachment);
  }

  /** Ends it, and waits until it has. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill();
    await once(this.child, 'exit');
  }
}
