import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

const SAYS_WHERE = /^TF_REATTACH_PROVIDERS='(.*)'$/;
/** As long as Terraform waits for a provider that it starts, in milliseconds. */
const DEADLINE = 60_000;
/** How long a provider whose socket is closed is given to end, in milliseconds. */
const FAREWELL = 5_000;
/** How much of what a provider says at its end is kept, in characters. */
const LAST_WORDS = 4000;

/** A provider that serves one run of Terraform after the other. It does not keep this process, and ends with it once no Terraform is connected. */
export class ResidentProvider {
  private said = '';
  private runs = 0;

  private constructor(
    private readonly child: ChildProcessByStdio<Writable, Readable, Readable>,
    /** What `TF_REATTACH_PROVIDERS` must say. */
    readonly attachment: string,
    /** Fires when it is not there any more, and all that it said is known. */
    readonly ended: Promise<unknown>,
  ) {
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.said = (this.said + text).slice(-LAST_WORDS)));
    // One that is killed cannot remove its socket itself.
    void ended.then(() => rmSync(dirname(socketOf(attachment)), { recursive: true, force: true }));
  }

  /**
   * Starts the executable of a provider.
   *
   * @param directory where it looks up the relative paths of resources: that of the stack
   * @returns undefined if it does not start, which it then does not for Terraform either: that tells why
   */
  static async start(executable: string, directory: string): Promise<ResidentProvider | undefined> {
    // A group of its own: Ctrl-C ends Terraform, and Terraform still needs it then. It sees the end of this process by its stdin.
    const child = spawn(executable, ['--debug'], { cwd: directory, env: process.env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    const ended = new Promise<void>((resolve) => child.once('close', resolve).once('error', resolve));
    const first = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    const [line = ''] = await Promise.race([first, ended.then(() => ['']), sleep(DEADLINE, [''], { ref: false })]);
    const [, attachment] = SAYS_WHERE.exec(line) ?? [];
    if (attachment === undefined) {
      child.kill();
      return undefined;
    }
    const provider = new ResidentProvider(child, attachment, ended);
    provider.handles.forEach((handle) => handle.unref());
    return provider;
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** What it said on stderr, if it is not there any more: why it ended. */
  async lastWords(): Promise<string> {
    // Its connections are closed before its socket, and that before this process is told of its end. The timer keeps this process until then: nothing else does.
    if (this.isAlive && (isExiting(this.child.pid) || !(await listens(socketOf(this.attachment))))) {
      const waited = new AbortController();
      await Promise.race([this.ended, sleep(FAREWELL, undefined, waited).catch(() => undefined)]);
      waited.abort();
    }
    return this.isAlive ? '' : `${this.child.spawnfile} ended with ${this.child.signalCode ?? this.child.exitCode}\n${this.said}`;
  }

  /** Serves one run of Terraform. */
  async during<T>(run: () => Promise<T>): Promise<T> {
    this.runs += 1;
    try {
      return await run();
    } finally {
      this.runs -= 1;
    }
  }

  /** Ends it, and waits until it has. */
  async stop(): Promise<void> {
    // Nothing else may be left that keeps this process until then.
    this.handles.forEach((handle) => handle.ref());
    this.child.kill();
    await this.ended;
  }

  /** Ends it unless a run of Terraform goes on, which it then serves to its end. */
  leave(): void {
    if (this.runs === 0) this.child.kill();
  }

  /** What of it can keep this process. */
  private get handles(): readonly { ref(): void; unref(): void }[] {
    const { child } = this;
    // Pipes to a child are sockets, whatever their types say.
    return [child, child.stdin as Socket, child.stdout as Socket, child.stderr as Socket];
  }
}

/** The socket that a provider has told of, in a folder of its own. */
function socketOf(attachment: string): string {
  const [{ Addr }] = Object.values(JSON.parse(attachment) as Record<string, { Addr: { String: string } }>) as [
    { Addr: { String: string } },
  ];
  return Addr.String;
}

/** PF_EXITING of the kernel's include/linux/sched.h: set before any file of a process is closed. */
const EXITING = 0x4;

/** Whether the kernel has begun to end a process. */
function isExiting(pid: number | undefined): boolean {
  try {
    // After the name, which stands in parentheses and may have spaces: the state first, the flags as the seventh.
    const fields = readFileSync(`/proc/${pid ?? ''}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[6]) & EXITING) !== 0;
  } catch {
    return true;
  }
}

/** Whether somebody takes connections to a socket. */
function listens(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
