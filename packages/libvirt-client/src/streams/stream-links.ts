import { ConnectionLostError } from '../errors';
import { type Link } from '../wire/link';
import { type Stream } from './stream';

/** Links that wait for the next stream, at most. */
const SPARE = 4;

/**
 * The links that streams go over, each one stream at a time and nothing else. A daemon that gets calls on a connection beside the packets of
 * a stream loses the reply to one of them now and then, and who called waits for ever: with libvirt 9.0 one call in some ten thousand.
 */
export class StreamLinks {
  private readonly all = new Set<Link>();
  private readonly spare = new Set<Link>();
  private turn: Promise<unknown> = Promise.resolve();
  private closed = false;

  /** @param dial makes a link, and calls `forget` when that breaks */
  constructor(private readonly dial: () => Promise<Link>) {}

  /** Opens a stream on a link of its own; once more on another one if the link broke before the call had left. */
  async open(open: (link: Link) => Promise<Stream>): Promise<Stream> {
    for (let repeated = false; ; repeated = true) {
      const link = await this.take();
      try {
        const stream = await open(link);
        void stream.ended.then(() => this.give(link, stream.failed));
        return stream;
      } catch (error) {
        const lost = error instanceof ConnectionLostError;
        this.give(link, lost);
        if (!lost || repeated || error.sent || this.closed) throw error;
      }
    }
  }

  /** Takes note of a link that broke; returns whether it was in use or kept for later. */
  forget(link: Link): boolean {
    this.spare.delete(link);
    return this.all.delete(link);
  }

  /** Ends all links; what is under way on them fails. */
  close(): void {
    this.closed = true;
    for (const link of [...this.all]) this.drop(link);
  }

  private async take(): Promise<Link> {
    const [spare] = this.spare;
    if (spare) {
      this.spare.delete(spare);
      return spare;
    }
    // One after the other: a server of ssh refuses many that log in at the same time.
    const dialled = this.turn.then(() => this.dial());
    this.turn = dialled.catch(() => undefined);
    const link = await dialled;
    if (this.closed) link.destroy('closed by this side');
    else this.all.add(link);
    return link;
  }

  /** The daemon may still be busy with a stream that failed, so its link serves no other. */
  private give(link: Link, failed: boolean): void {
    if (!this.all.has(link)) return;
    if (failed || this.closed || this.spare.size >= SPARE) this.drop(link);
    else this.spare.add(link);
  }

  private drop(link: Link): void {
    this.forget(link);
    link.destroy('closed by this side');
  }
}
