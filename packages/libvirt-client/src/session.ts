import { type Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from './abort';
import { ErrorCode } from './error-code';
import { ConnectionLostError, LibvirtError } from './errors';
import { EventHub } from './events/event-hub';
import { closeConnection, openConnection, tryConnection } from './handshake';
import { type KeepAliveOptions } from './keep-alive';
import { type Procedure } from './procedures/procedure';
import { type Stream } from './streams/stream';
import { StreamLinks } from './streams/stream-links';
import { type Transport } from './transport/transport';
import { Link } from './wire/link';

/** How a session behaves; all times in milliseconds. */
export interface SessionOptions {
  /** What the daemon is asked to open. */
  name: string;
  transport: Transport;
  /** The longest that one attempt to connect may take. */
  timeout: number;
  /** How long after a loss a call keeps trying to connect; later ones try once. */
  reconnectTimeout: number;
  keepAlive: KeepAliveOptions | undefined;
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1000;
const FAREWELL = 1000;

/** A connection that outlives its links: when one breaks, the next call makes another. Calls and events share one; each stream has its own. */
export class Session {
  readonly events = new EventHub();
  private readonly losses = new Set<(error: ConnectionLostError) => void>();
  private readonly streamLinks = new StreamLinks(() => this.dialForStream());
  private link: Promise<Link> | undefined;
  private current: Link | undefined;
  private trial: Promise<void> | undefined;
  private retryUntil = 0;
  private closed = false;

  constructor(private readonly options: SessionOptions) {}

  /** Calls a procedure; a repeatable one is called once more if the link breaks over it, others only if they never left. */
  async call<A extends unknown[], R>(procedure: Procedure<A, R>, args: unknown[], signal?: AbortSignal): Promise<R> {
    return this.using((link) => link.call(procedure, args, signal), procedure.repeatable, signal);
  }

  /** Does something with the current link, or with a new one. */
  async using<T>(work: (link: Link) => Promise<T>, repeatable: boolean, signal?: AbortSignal): Promise<T> {
    for (let repeated = false; ; repeated = true) {
      if (this.trial) await unlessAborted(this.trial, signal);
      const link = await unlessAborted(this.connect(), signal);
      try {
        return await work(link);
      } catch (error) {
        const lost = error instanceof ConnectionLostError && !this.closed;
        if (!lost || repeated || (error.sent && !repeatable)) throw error;
      }
    }
  }

  /** Opens a stream, which goes over a link of its own. */
  async stream(open: (link: Link) => Promise<Stream>, signal?: AbortSignal): Promise<Stream> {
    // Where no daemon answers, this is what tries again for a while, and says so.
    await unlessAborted(this.connect(), signal);
    return this.streamLinks.open(open);
  }

  /** The link in use; connects if there is none. */
  connect(): Promise<Link> {
    if (this.closed) return Promise.reject(new LibvirtError(ErrorCode.INVALID_CONN, 'the connection has been closed'));
    this.link ??= this.establish().catch((error: unknown) => {
      this.link = undefined;
      throw error;
    });
    return this.link;
  }

  /** Calls `listener` whenever the link breaks; returns what ends that. */
  onDisconnect(listener: (error: ConnectionLostError) => void): () => void {
    this.losses.add(listener);
    return () => this.losses.delete(listener);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.streamLinks.close();
    const link = await this.link?.catch(() => undefined);
    if (!link) return;
    await Promise.race([closeConnection(link).catch(() => undefined), sleep(FAREWELL, undefined, { ref: false })]);
    link.destroy('closed by this side');
  }

  private async establish(): Promise<Link> {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        return await this.attempt();
      } catch (error) {
        const transient = LibvirtError.is(error, ErrorCode.NO_CONNECT, ErrorCode.RPC);
        if (!transient || this.closed || Date.now() + pause > this.retryUntil) throw error;
      }
      await sleep(pause);
    }
  }

  private async attempt(): Promise<Link> {
    const make = (socket: Duplex): Link => {
      const link: Link = new Link(socket, {
        event: (header, payload) => this.events.dispatch(header, payload),
        lost: (error) => {
          if (this.current === link) this.lost(error);
        },
      });
      return link;
    };
    return (this.current = await this.dial(make, (link) => this.events.register(link)));
  }

  private dialForStream(): Promise<Link> {
    return this.dial((socket) => {
      const link: Link = new Link(socket, { event: () => undefined, lost: () => this.streamLost(link) });
      return link;
    });
  }

  /** What broke a stream's link may have broken that of the calls as well, unnoticed yet: a call that changes something would get lost on it. */
  private streamLost(link: Link): void {
    if (!this.streamLinks.forget(link) || this.current === undefined) return;
    const trial = tryConnection(this.current).catch(() => undefined);
    this.trial = trial;
    void trial.then(() => {
      if (this.trial === trial) this.trial = undefined;
    });
  }

  private async dial(make: (socket: Duplex) => Link, prepare?: (link: Link) => Promise<void>): Promise<Link> {
    const { name, transport, timeout, keepAlive } = this.options;
    const signal = AbortSignal.timeout(timeout);
    const late = new LibvirtError(ErrorCode.NO_CONNECT, `libvirt at ${transport.target} did not answer within ${timeout} ms`);
    let link: Link | undefined;
    try {
      link = make(await transport.connect(signal));
      await unlessAborted(openConnection(link, name, keepAlive), signal);
      if (prepare) await unlessAborted(prepare(link), signal);
      return link;
    } catch (error) {
      link?.destroy('the connection could not be opened');
      if (signal.aborted) throw late;
      // A transport that ends says more about why than that the link broke.
      throw error instanceof ConnectionLostError && LibvirtError.is(error.cause) ? error.cause : error;
    }
  }

  private lost(error: ConnectionLostError): void {
    this.link = undefined;
    this.current = undefined;
    this.retryUntil = Date.now() + this.options.reconnectTimeout;
    for (const listener of [...this.losses]) listener(error);
  }
}
