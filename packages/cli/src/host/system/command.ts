import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a command ended. */
export interface CommandResult {
  /** The exit status: 127 when the program does not exist, -1 when it was killed, at its deadline for example. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** Milliseconds after which the command is killed. @default 30000 */
  readonly deadline?: number;
  /** @default - never */
  readonly signal?: AbortSignal;
  /** Called for every line of either stream. @default - none */
  readonly onLine?: (line: string) => void;
  /** Added to the environment. @default - none */
  readonly env?: NodeJS.ProcessEnv;
  /** Lets the command talk to the terminal. @default false */
  readonly terminal?: boolean;
}

const DEADLINE = 30_000;
const NOT_FOUND = 127;
const SYSTEM_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin', '/usr/local/bin', '/usr/bin', '/bin'];

/** The search path with the folders of system programs, which a user's own often lacks. */
export function searchPath(): string {
  const own = (process.env.PATH ?? '').split(':').filter(Boolean);
  return [...own, ...SYSTEM_FOLDERS.filter((folder) => !own.includes(folder))].join(':');
}

/** Runs a program in English, with no standard input. Rejects only when the signal fires. */
export function runCommand(file: string, args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  return new Promise((resolve, reject) => {
    const inherit = options.terminal ?? false;
    const child = spawn(file, args, {
      cwd: '/',
      stdio: inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: searchPath(), LC_ALL: 'C', ...options.env },
      killSignal: 'SIGKILL',
      signal: options.signal,
    });
    // Node's own time-out goes on after a program that could not be started, and holds this process for as long.
    const deadline = setTimeout(() => child.kill('SIGKILL'), options.deadline ?? DEADLINE);
    const stdout: string[] = [];
    const stderr: string[] = [];
    const collect = (stream: NodeJS.ReadableStream | null, lines: string[]): void => {
      if (stream) {
        createInterface({ input: stream }).on('line', (line) => {
          lines.push(line);
          options.onLine?.(line);
        });
      }
    };
    collect(child.stdout, stdout);
    collect(child.stderr, stderr);
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(deadline);
      if (options.signal?.aborted) {
        reject(options.signal.reason as Error);
      } else {
        resolve({ status: NOT_FOUND, stdout: '', stderr: error.message });
      }
    });
    child.on('close', (code) => {
      clearTimeout(deadline);
      resolve({ status: code ?? -1, stdout: stdout.join('\n'), stderr: stderr.join('\n') });
    });
  });
}
