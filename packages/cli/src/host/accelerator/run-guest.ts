import { spawn } from 'node:child_process';
import { searchPath } from '../system/command';

/** How a run of the test guest ended. */
export interface GuestRun {
  readonly finished: boolean;
  /** The letters that the guest wrote, one per stage. */
  readonly stages: string;
  /** Milliseconds, start of QEMU included. */
  readonly took: number;
  /** What QEMU said, when it ended by itself without finishing. */
  readonly complaint: string;
}

export interface GuestRunOptions {
  /** The program and its first arguments, e.g. `['sudo', '-n', 'qemu-system-x86_64']`. */
  readonly command: readonly string[];
  /** A file with the boot sector, readable by QEMU. */
  readonly image: string;
  /** QEMU's `-accel`. */
  readonly accelerator: string;
  /** QEMU's `-cpu`. */
  readonly cpu: string;
  /** Milliseconds after which the guest counts as hanging. */
  readonly deadline: number;
  readonly signal?: AbortSignal;
}

// What isa-debug-exit makes of the 0x2a that the guest writes at its end.
const EXIT_OF_GUEST = (0x2a << 1) | 1;

/** Runs the test guest in QEMU and kills it at the deadline. */
export function runGuest(options: GuestRunOptions): Promise<GuestRun> {
  const [program = 'qemu-system-x86_64', ...first] = options.command;
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(program, [...first, ...machineArguments(options)], {
      cwd: '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATH: searchPath(), LC_ALL: 'C' },
    });
    let stages = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stages += chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
    // SIGTERM and not SIGKILL first: sudo can hand on only the former.
    const kill = (): void => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 1000).unref();
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, options.deadline);
    options.signal?.addEventListener('abort', kill, { once: true });
    child.on('error', (error) => (stderr += error.message));
    child.on('close', (code) => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
      if (options.signal?.aborted) {
        reject(options.signal.reason as Error);
        return;
      }
      const finished = code === EXIT_OF_GUEST && stages.endsWith('E');
      resolve({ finished, stages, took: performance.now() - begin, complaint: finished || late ? '' : firstError(stderr) });
    });
  });
}

function machineArguments({ accelerator, cpu, image }: GuestRunOptions): string[] {
  const drive = `file=${image},format=raw,if=floppy,readonly=on`;
  return ['-accel', accelerator, '-cpu', cpu, '-machine', 'q35', '-m', '96', '-display', 'none', '-nodefaults', '-no-user-config'].concat([
    '-drive',
    drive,
    '-debugcon',
    'stdio',
    '-device',
    'isa-debug-exit,iobase=0x501,iosize=1',
  ]);
}

function firstError(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.replace(/^\S*qemu-system-\w+: (error: )?/, '').trim());
  return lines.find((line) => line !== '' && !line.startsWith('warning:')) ?? 'it ended without a word';
}
