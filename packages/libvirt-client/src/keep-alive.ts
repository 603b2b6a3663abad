/** How a silent daemon is found out: a ping each `interval` milliseconds; `count` of them without a sign of life end the link. */
export interface KeepAliveOptions {
  interval: number;
  count: number;
}

/** The pulse of one link. */
export class KeepAlive {
  private readonly timer: NodeJS.Timeout;
  private silent = 0;

  constructor({ interval, count }: KeepAliveOptions, ping: () => void, dead: () => void) {
    this.timer = setInterval(() => {
      if (this.silent >= count) return dead();
      this.silent++;
      ping();
    }, interval);
    this.timer.unref();
  }

  /** Notes a sign of life. */
  alive(): void {
    this.silent = 0;
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
