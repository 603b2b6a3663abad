import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { UserError } from '../errors';
import type { ResidentProviders } from './resident-providers';
import type { UiEvent } from './ui-event';

/** How one run of Terraform ended. */
export interface TerraformResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Ends Terraform gracefully (SIGINT) when it fires. @default - never */
  readonly signal?: AbortSignal;
  /** Called for each machine-readable event of a run with `-json`. @default - output is collected */
  readonly onEvent?: (event: UiEvent) => void;
  /** Shows Terraform's output as it comes. @default false */
  readonly passThrough?: boolean;
  /** What others may not do with the files that Terraform writes. @default - as for this process */
  readonly umask?: number;
}

/** Subcommands that need the values of variables. */
const READ_VARIABLES = new Set(['plan', 'apply', 'import', 'destroy']);
/** Subcommands that ask providers. */
const ASK_PROVIDERS = new Set([...READ_VARIABLES, 'show']);

/** Terraform in one stack's folder. */
export class Terraform {
  constructor(
    readonly directory: string,
    private readonly configFile: string,
    /** What runs that read variables find in the environment; `needed` is false where their values do not matter. @default nothing */
    private readonly secrets: (needed: boolean) => Record<string, string> = () => ({}),
    /** @default - Terraform starts its providers for each run */
    private readonly providers?: ResidentProviders,
  ) {}

  /** Runs a subcommand; the exit status is the caller's to judge. */
  async run(args: readonly string[], options: RunOptions = {}): Promise<TerraformResult> {
    const secrets = READ_VARIABLES.has(args[0] ?? '') ? this.secrets(args[0] === 'plan' && !args.includes('-destroy')) : {};
    const provider = ASK_PROVIDERS.has(args[0] ?? '') ? await this.providers?.of(this.directory) : undefined;
    if (provider === undefined) return this.spawn(args, secrets, options);
    const result = await provider.during(() => this.spawn(args, { ...secrets, TF_REATTACH_PROVIDERS: provider.attachment }, options));
    return result.status === 0 ? result : { ...result, stderr: result.stderr + (await provider.lastWords()) };
  }

  private spawn(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    { signal, onEvent, passThrough, umask }: RunOptions,
  ): Promise<TerraformResult> {
    return new Promise((resolve, reject) => {
      const previous = umask === undefined ? undefined : process.umask(umask);
      const child = spawn('terraform', args, {
        cwd: this.directory,
        // A group of its own: Ctrl-C reaches Terraform once, from us, and not twice.
        detached: true,
        stdio: ['ignore', passThrough ? 'inherit' : 'pipe', passThrough ? 'inherit' : 'pipe'],
        env: {
          ...process.env,
          ...environment,
          TF_CLI_CONFIG_FILE: this.configFile,
          TF_IN_AUTOMATION: '1',
          TF_INPUT: '0',
          CHECKPOINT_DISABLE: '1',
        },
      });
      if (previous !== undefined) process.umask(previous);
      const stop = (): void => void child.kill('SIGINT');
      signal?.addEventListener('abort', stop, { once: true });
      const stdout = onEvent ? readEvents(child.stdout, onEvent) : readAll(child.stdout);
      const stderr = readAll(child.stderr);
      child.on('error', (error: NodeJS.ErrnoException) =>
        reject(
          error.code === 'ENOENT'
            ? new UserError('Terraform is not on the PATH.', 'Install it: https://developer.hashicorp.com/terraform/install')
            : error,
        ),
      );
      child.on('close', (code, killedBy) => {
        signal?.removeEventListener('abort', stop);
        Promise.all([stdout, stderr]).then(
          ([out, err]) => resolve({ status: code ?? 1, stdout: out, stderr: killedBy ? `${err}\nended by ${killedBy}` : err }),
          reject,
        );
      });
    });
  }

  /**
   * Runs `terraform init` unless the last one saw the same providers and backend.
   *
   * @throws UserError with Terraform's message
   */
  async init(options: RunOptions = {}): Promise<void> {
    const stamp = join(this.directory, '.terraform', 'labcloud-init');
    const lockFile = join(this.directory, '.terraform.lock.hcl');
    const inputs = (): string => {
      const config = JSON.parse(readFileSync(join(this.directory, 'cdk.tf.json'), 'utf8')) as { terraform?: unknown };
      return JSON.stringify(config.terraform) + (existsSync(lockFile) ? readFileSync(lockFile, 'utf8') : '');
    };
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs()) {
      return;
    }
    const { status, stdout, stderr } = await this.run(['init', '-no-color', '-input=false', '-reconfigure'], options);
    if (status !== 0) {
      throw new UserError(`terraform init failed in ${this.directory}:\n${(stderr || stdout).trim()}`);
    }
    writeFileSync(stamp, inputs());
  }
}

async function readAll(stream: Readable | null): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function readEvents(stream: Readable | null, onEvent: (event: UiEvent) => void): Promise<string> {
  let other = '';
  if (stream) {
    for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
      try {
        onEvent(JSON.parse(line) as UiEvent);
      } catch (error) {
        if (!(error instanceof SyntaxError)) {
          throw error;
        }
        other += `${line}\n`;
      }
    }
  }
  return other;
}
