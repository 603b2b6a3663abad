import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, ConnectionLostError, type Domain, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';

/** How long to wait for the agent's answer, in seconds. */
const ANSWER_SECONDS = 10;
const CHUNK = 64 * 1024;
const POLL_MILLISECONDS = 50;

/** What the agent says of a program. */
interface ProgramStatus {
  readonly exited: boolean;
  readonly exitcode?: number;
  readonly 'out-data'?: string;
  readonly 'err-data'?: string;
}

/** The machine is off or gone, or its agent has not started or does not answer; libvirt before 11.2 has no code of its own for the last. */
const AWAY = [
  ErrorCode.NO_DOMAIN,
  ErrorCode.OPERATION_INVALID,
  ErrorCode.AGENT_UNRESPONSIVE,
  ErrorCode.AGENT_UNSYNCED,
  ErrorCode.AGENT_COMMAND_TIMEOUT,
];

/** What an agent says that was started anew between two questions about one file. */
const FORGOTTEN = /handle '\d+' has not been found/;

/** Whether an error says that an agent could not be asked now, but may be later: any other is an answer. */
export function isAgentAway(error: unknown): boolean {
  return (
    error instanceof ConnectionLostError || LibvirtError.is(error, ...AWAY) || (LibvirtError.is(error) && FORGOTTEN.test(error.message))
  );
}

/** The QEMU guest agent of a running machine: a channel that needs no network and no key. */
export class GuestAgent {
  constructor(
    private readonly connection: Connection,
    private readonly domain: Domain,
  ) {}

  /**
   * Reads a file inside the guest, or returns undefined when it does not exist.
   *
   * @throws LibvirtError when no agent answers (`isAgentAway`), or the agent refuses
   */
  async readFile(path: string): Promise<string | undefined> {
    let handle: number;
    try {
      handle = await this.command<number>('guest-file-open', { path, mode: 'r' });
    } catch (error) {
      if (/No such file/i.test((error as Error).message)) {
        return undefined;
      }
      throw error;
    }
    try {
      const chunks: Buffer[] = [];
      for (;;) {
        const { 'buf-b64': data, eof } = await this.command<{ 'buf-b64': string; eof: boolean }>('guest-file-read', {
          handle,
          count: CHUNK,
        });
        chunks.push(Buffer.from(data, 'base64'));
        if (eof) {
          return Buffer.concat(chunks).toString('utf8');
        }
      }
    } finally {
      await this.command('guest-file-close', { handle });
    }
  }

  /**
   * Runs a program inside the guest and returns what it printed, to either output where it failed.
   *
   * @throws LibvirtError when no agent answers (`isAgentAway`), or the agent refuses
   */
  async run(path: string, args: readonly string[]): Promise<{ readonly status: number; readonly output: string }> {
    const { pid } = await this.command<{ pid: number }>('guest-exec', { path, arg: args, 'capture-output': true });
    for (let pause = POLL_MILLISECONDS; ; pause = Math.min(2 * pause, 1000)) {
      const status = await this.command<ProgramStatus>('guest-exec-status', { pid });
      if (status.exited) {
        const { exitcode = 1, 'out-data': out = '', 'err-data': errors = '' } = status;
        const data = exitcode === 0 ? [out] : [errors, out];
        return { status: exitcode, output: data.map((part) => Buffer.from(part, 'base64').toString('utf8')).join('') };
      }
      await delay(pause);
    }
  }

  private async command<T>(execute: string, args: Record<string, unknown>): Promise<T> {
    const answer = await this.connection.domainQemuAgentCommand(
      this.domain,
      JSON.stringify({ execute, arguments: args }),
      ANSWER_SECONDS,
      0,
    );
    return (JSON.parse(answer ?? '{}') as { return: T }).return;
  }
}
