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
    const link = this.unused() ?? (await this.inTurn());
    if (this.closed) this.drop(link);
    return link;
  }

  private unused(): Link | undefined {
    const [link] = this.spare;
    if (link) this.spare.delete(link);
    return link;
  }

  /** One after the other, because a server of ssh refuses many that log in at the same time; who waits for one that fails fails with it. */
  private inTurn(): Promise<Link> {
    const turn = this.turn.then(() => this.unused() ?? this.make());
    this.turn = turn;
    turn.catch(() => {
      if (this.turn === turn) this.turn = Promise.resolve();
    });
    return turn;
  }

  private async make(): Promise<Link> {
    const link = await this.dial();
    this.all.add(link);
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
