import { type Duplex } from 'node:stream';

/** Bytes that may wait in this process; enough to keep the daemon busy while the next ones are read. */
const HIGH_WATER_MARK = 4 * 1024 * 1024;

/** What is on its way out over one link, with back-pressure for those who send much. */
export class Outbox {
  private unsent = 0;
  private waiters: (() => void)[] = [];

  constructor(
    private readonly socket: Duplex,
    private readonly taken: (bytes: number) => void,
  ) {}

  /** Sends a message; several buffers go out as one. */
  send(...buffers: Buffer[]): void {
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
    this.unsent += bytes;
    this.socket.cork();
    buffers.forEach((buffer, index) => {
      const last = index === buffers.length - 1;
      this.socket.write(buffer, last ? () => this.sent(bytes) : undefined);
    });
    this.socket.uncork();
  }

  /** Resolves as soon as more may be sent. */
  async ready(): Promise<void> {
    while (this.unsent >= HIGH_WATER_MARK) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  /** Lets all who wait go on, to find out that the link is gone. */
  release(): void {
    this.unsent = 0;
    this.wake();
  }

  private sent(bytes: number): void {
    this.unsent = Math.max(0, this.unsent - bytes);
    this.taken(bytes);
    if (this.unsent < HIGH_WATER_MARK) this.wake();
  }

  private wake(): void {
    const woken = this.waiters;
    this.waiters = [];
    for (const resolve of woken) resolve();
  }
}
