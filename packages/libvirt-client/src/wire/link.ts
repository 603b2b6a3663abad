import { type Duplex } from 'node:stream';
import { ErrorCode } from '../error-code';
import { ConnectionLostError, LibvirtError } from '../errors';
import { KeepAlive, type KeepAliveOptions } from '../keep-alive';
import { type Procedure } from '../procedures/procedure';
import { XdrReader } from '../xdr/reader';
import { CallQueue } from './call-queue';
import { FrameSplitter } from './frame-splitter';
import { type Header, KEEP_ALIVE, MessageStatus, MessageType, messageWriter, PREFIX, readHeader, seal } from './message';
import { Outbox } from './outbox';
import { type StreamSink, StreamTable } from './stream-table';

const PING = 1;
const PONG = 2;

/** Who is told what happens on a link beside the answers to calls. */
export interface LinkObserver {
  event(header: Header, payload: XdrReader): void;
  lost(error: ConnectionLostError): void;
}

/** One connected stream of bytes to a daemon, spoken over in messages: calls and their replies, events, streams, pings. */
export class Link {
  private readonly splitter = new FrameSplitter();
  /** The streams that are open. */
  readonly streams = new StreamTable(() => this.regulate());
  private readonly calls = new CallQueue((message) => this.outbox.send(message));
  private readonly outbox: Outbox;
  private keepAlive: KeepAlive | undefined;
  private serial = 0;
  private failure: ConnectionLostError | undefined;

  constructor(
    private readonly socket: Duplex,
    private readonly observer: LinkObserver,
  ) {
    // A long upload gets no answers; that it moves shows life. A ping alone only shows that there was room for it.
    this.outbox = new Outbox(socket, (bytes) => {
      if (bytes > PREFIX) this.keepAlive?.alive();
    });
    socket.on('data', (chunk: Buffer) => this.take(chunk));
    socket.on('error', (error) => this.destroy(error.message, error));
    socket.on('close', () => this.destroy('the daemon closed it'));
  }

  /** Calls a procedure and gives its result. */
  async call<A extends unknown[], R>(procedure: Procedure<A, R>, args: unknown[], signal?: AbortSignal): Promise<R> {
    const { promise } = this.start(procedure, args, undefined, signal);
    return promise;
  }

  /** Calls a procedure that opens a stream; packets go to what `make` returns from the moment on that the call is sent. */
  async open<S extends StreamSink>(procedure: Procedure, args: unknown[], make: (serial: number) => S): Promise<S> {
    let sink: S | undefined;
    const { promise, serial } = this.start(procedure, args, (number) => (sink = make(number)));
    try {
      await promise;
      return sink as S;
    } catch (error) {
      this.streams.remove(serial);
      throw error;
    }
  }

  /** Sends a packet of a stream; `payload` is not copied. */
  sendStream(procedure: Procedure, serial: number, type: number, status: number, payload?: Buffer): void {
    this.check();
    const header = { program: procedure.program, procedure: procedure.number, type, serial, status };
    const front = seal(messageWriter().bytes(), header, payload?.length ?? 0);
    if (payload) this.outbox.send(front, payload);
    else this.outbox.send(front);
  }

  /** Resolves when more stream data may be sent. */
  ready(): Promise<void> {
    return this.outbox.ready();
  }

  /** Begins to ping the daemon; it must have said that it knows pings. */
  watch(options: KeepAliveOptions): void {
    const ping = (): void => {
      // What is not read cannot show life.
      if (this.socket.isPaused()) this.keepAlive?.alive();
      this.sendKeepAlive(PING);
    };
    this.keepAlive = new KeepAlive(options, ping, () => this.destroy('the daemon does not answer'));
  }

  /** Ends the link; everything that is under way fails with `reason`. */
  destroy(reason: string, cause?: unknown): void {
    if (this.failure) return;
    this.failure = new ConnectionLostError(reason, true, { cause });
    this.keepAlive?.stop();
    this.socket.on('error', () => undefined).destroy();
    this.calls.fail(reason, cause);
    this.streams.fail(this.failure);
    this.outbox.release();
    this.observer.lost(this.failure);
  }

  private start<A extends unknown[], R>(
    procedure: Procedure<A, R>,
    args: unknown[],
    open?: (serial: number) => StreamSink,
    signal?: AbortSignal,
  ): { promise: Promise<R>; serial: number } {
    this.check(false);
    const serial = this.nextSerial();
    const { program, number } = procedure;
    const message = seal(encode(procedure, args), { program, procedure: number, type: MessageType.CALL, serial, status: MessageStatus.OK });
    if (open) this.streams.add(serial, open(serial));
    return { promise: this.calls.add(serial, message, procedure, signal), serial };
  }

  private take(chunk: Buffer): void {
    try {
      for (const frame of this.splitter.push(chunk)) {
        const reader = new XdrReader(frame);
        this.dispatch(readHeader(reader), reader);
        if (this.failure) return;
      }
      this.keepAlive?.alive();
    } catch (error) {
      this.destroy(`malformed message: ${(error as Error).message}`, error);
    }
  }

  private dispatch(header: Header, payload: XdrReader): void {
    if (header.program.number === KEEP_ALIVE.number) {
      if (header.procedure === PING) this.sendKeepAlive(PONG);
      return;
    }
    switch (header.type) {
      case MessageType.REPLY:
        // A hole that could not be written is answered like a call.
        if (!this.calls.settle(header, payload)) this.streams.receive(header, payload);
        return;
      case MessageType.EVENT:
        return this.observer.event(header, payload);
      case MessageType.STREAM:
      case MessageType.STREAM_HOLE:
        return this.streams.receive(header, payload);
      default:
        return this.destroy(`malformed message: no message has the type ${header.type}`);
    }
  }

  private sendKeepAlive(procedure: number): void {
    const header = { program: KEEP_ALIVE, procedure, type: MessageType.EVENT, serial: 0, status: MessageStatus.OK };
    this.outbox.send(seal(messageWriter().bytes(), header));
  }

  private regulate(): void {
    const stop = this.streams.congested;
    if (stop === this.socket.isPaused()) return;
    if (stop) this.socket.pause();
    else this.socket.resume();
  }

  private check(sent = true): void {
    if (this.failure) throw sent ? this.failure : new ConnectionLostError(this.failure.reason, false, { cause: this.failure.cause });
  }

  private nextSerial(): number {
    this.serial = (this.serial % 0xffffffff) + 1;
    return this.serial;
  }
}

function encode<A extends unknown[], R>(procedure: Procedure<A, R>, args: unknown[]): Buffer {
  const writer = messageWriter();
  try {
    procedure.arguments.forEach((codec, index) => codec.encode(writer, args[index]));
  } catch (error) {
    throw new LibvirtError(ErrorCode.INVALID_ARG, (error as Error).message, undefined, undefined, { cause: error });
  }
  return writer.bytes();
}
