import type { Connection, Domain } from '@labcloud/libvirt-client';

/** How long to wait for the agent's answer, in seconds. */
const ANSWER_SECONDS = 5;
const CHUNK = 64 * 1024;

/** The QEMU guest agent of a running machine: a channel that needs no network and no key. */
export class GuestAgent {
  constructor(
    private readonly connection: Connection,
    private readonly domain: Domain,
  ) {}

  /**
   * Reads a file inside the guest, or returns undefined when it does not exist.
   *
   * @throws LibvirtError when no agent answers
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
