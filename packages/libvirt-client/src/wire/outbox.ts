import { type Duplex } from 'node:stream';

/** Bytes that may wait in this process; enough to keep the daemon busy while the next ones are read. */
const HIGH_WATER_MARK = 4 * 1024 * 1024;

/** What is on its way out over one link, with back-pressure for those who send much. */
export class Outbox {
  private unsent = 0;
  private waiters: (() => void)[] = [];
  private held = false;

  constructor(
    private readonly socket: Duplex,
    private readonly taken: (bytes: number) => void,
  ) {}

  /** Sends a message, which may consist of several buffers; those of one turn of the event loop go out as one. */
  send(...buffers: Buffer[]): void {
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0);
    this.unsent += bytes;
    this.hold();
    buffers.forEach((buffer, index) => {
      const last = index === buffers.length - 1;
      this.socket.write(buffer, last ? () => this.sent(bytes) : undefined);
    });
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

  // A system call for each message, and the daemon woken by each, is most of what a short call costs on both sides.
  private hold(): void {
    if (this.held) return;
    this.held = true;
    this.socket.cork();
    process.nextTick(() => {
      this.held = false;
      this.socket.uncork();
    });
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
