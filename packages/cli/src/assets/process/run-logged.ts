import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../errors';
import { searchPath } from '../../host/system/command';
import { findProgram } from '../../host/system/program';

/** How a long command is run and watched. */
export interface RunOptions {
  /** What it does, for the error message: `Building the Docker provider`. */
  readonly title: string;
  /** Where everything that it prints goes, beside `onLine`. */
  readonly log: string;
  /** What to put before it so that root runs it. @default - the user's own rights */
  readonly prefix?: readonly string[];
  /** @default - the current folder */
  readonly cwd?: string;
  /** Added to the environment. @default - nothing */
  readonly env?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

const TAIL = 12;
const GRACE = 3_000;

/**
 * Runs a program in a process group of its own, which ends when the signal fires or this process dies.
 *
 * @throws UserError with the last lines and the log's path when the program fails; the signal's reason when it fires
 */
export async function runLogged(command: readonly string[], options: RunOptions): Promise<void> {
  options.signal?.throwIfAborted();
  mkdirSync(dirname(options.log), { recursive: true, mode: 0o700 });
  const log = createWriteStream(options.log, { flags: 'a' });
  log.write(`$ ${command.join(' ').split('\n')[0] ?? ''}\n`);
  const tail: string[] = [];
  const [program = '', ...args] = [...(options.prefix ?? []), ...dyingWithParent(), ...command];
  const child = spawn(program, args, {
    cwd: options.cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: searchPath(), LC_ALL: 'C.UTF-8', ...options.env },
  });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.write(`${line}\n`);
      tail.push(line);
      tail.splice(0, tail.length - TAIL);
      options.onLine?.(line);
    });
  }
  const end = (): void => endGroup(child, options.prefix ?? []);
  options.signal?.addEventListener('abort', end, { once: true });
  try {
    const status = await ended(child);
    options.signal?.throwIfAborted();
    if (status !== 0) {
      throw new UserError(`${options.title} failed (${status}):\n${tail.join('\n')}`, `Everything it said: ${options.log}`);
    }
  } finally {
    options.signal?.removeEventListener('abort', end);
    await new Promise((resolve) => log.end(resolve));
  }
}

function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'killed'));
  });
}

/** Linux ends the program when this process dies in whatever way. */
function dyingWithParent(): string[] {
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  return setpriv ? [setpriv, '--pdeathsig', 'KILL'] : [];
}

function endGroup(child: ChildProcess, prefix: readonly string[]): void {
  signalGroup(child, 'TERM', prefix);
  const timer = setTimeout(() => signalGroup(child, 'KILL', prefix), GRACE);
  child.on('close', () => clearTimeout(timer));
}

function signalGroup(child: ChildProcess, signal: 'TERM' | 'KILL', prefix: readonly string[]): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  try {
    process.kill(-child.pid, `SIG${signal}`);
  } catch {
    const [program = 'kill', ...args] = [...prefix, 'kill', `-${signal}`, '--', `-${child.pid}`];
    spawn(program, args, { stdio: 'ignore' }).on('error', () => undefined);
  }
}
