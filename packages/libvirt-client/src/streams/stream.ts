import { ErrorCode } from '../error-code';
import { LibvirtError } from '../errors';
import { type Procedure } from '../procedures/procedure';
import { type Header, MessageStatus, MessageType } from '../wire/message';
import { type Link } from '../wire/link';
import { type StreamSink } from '../wire/stream-table';
import { hyper, struct, uint } from '../xdr/codec';
import { type XdrReader } from '../xdr/reader';
import { XdrWriter } from '../xdr/writer';

/** A gap of zeros in a stream, in bytes. */
export interface Hole {
  hole: number;
}

/** Bytes of one packet: what every libvirt accepts (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX). */
const PACKET = 262_120;

/** Bytes received ahead of the consumer before the daemon is slowed down, and when it may go on. */
const CONGESTED = 4 * 1024 * 1024;
const RELIEVED = 1024 * 1024;

const holePacket = struct<{ length: number; flags: number }>({ length: hyper, flags: uint });

/** A stream of bytes to or from the daemon, in either direction. */
export class Stream implements StreamSink {
  private readonly received: (Buffer | Hole)[] = [];
  private buffered = 0;
  private endOfData = false;
  private state: 'open' | 'finishing' | 'closed' = 'open';
  private error: Error | undefined;
  private readonly waiters: (() => void)[] = [];
  private markEnded: () => void = () => undefined;

  /** Resolves when the stream has ended, well or badly. */
  readonly ended = new Promise<void>((resolve) => (this.markEnded = resolve));

  constructor(
    private readonly link: Link,
    private readonly procedure: Procedure,
    private readonly serial: number,
    private readonly sparse: boolean,
  ) {}

  /**
   * Sends bytes; resolves when more may be sent, which is not yet when they are stored: that is what `finish` waits for.
   * The buffer must not change until the stream has ended.
   *
   * @throws LibvirtError what the daemon reported about this or earlier bytes
   */
  async write(data: Uint8Array): Promise<void> {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    for (let start = 0; start < bytes.length; start += PACKET) {
      await this.link.ready();
      this.send(MessageType.STREAM, MessageStatus.CONTINUE, bytes.subarray(start, start + PACKET));
    }
  }

  /** Leaves a gap of zeros of `length` bytes; the stream must have been opened as a sparse one. */
  async hole(length: number): Promise<void> {
    // The daemon would not complain but hang up.
    if (!this.sparse)
      throw new LibvirtError(ErrorCode.OPERATION_INVALID, 'the stream was not opened as a sparse one, so it cannot have gaps');
    if (!(length > 0)) throw new LibvirtError(ErrorCode.INVALID_ARG, `a gap has a length above 0, got ${length}`);
    const writer = new XdrWriter();
    holePacket.encode(writer, { length, flags: 0 });
    await this.link.ready();
    this.send(MessageType.STREAM_HOLE, MessageStatus.CONTINUE, writer.bytes());
  }

  /**
   * Ends the stream; resolves when the daemon has stored everything.
   *
   * @throws LibvirtError what the daemon reported about any of the bytes
   */
  async finish(): Promise<void> {
    await this.end(MessageStatus.OK);
    if (this.error) throw this.error;
  }

  /** Gives the stream up; what was sent so far stays as it is. Does nothing on one that has ended. */
  async abort(): Promise<void> {
    if (this.error || this.state === 'closed') return;
    await this.end(MessageStatus.ERROR);
  }

  /** What the daemon sends, to its end; leaving the loop early aborts the stream. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer | Hole, void, undefined> {
    try {
      for (;;) {
        const next = this.received.shift();
        if (next) {
          this.consume(next);
          yield next;
        } else if (this.error) throw this.error;
        else if (this.endOfData || this.state !== 'open') return await this.finish();
        else await this.change();
      }
    } finally {
      await this.abort();
    }
  }

  receive(header: Header, payload: XdrReader): void {
    if (header.status === MessageStatus.OK) this.close();
    else if (header.type === MessageType.STREAM_HOLE) this.store({ hole: holePacket.decode(payload).length });
    else if (payload.remaining === 0) this.endOfData = true;
    else this.store(payload.rest());
    this.wake();
  }

  fail(error: Error): void {
    this.error ??= error;
    this.close();
    this.wake();
  }

  /** Gives the stream up without waiting for the daemon, which sees its link end; what is under way on it fails with `reason`. */
  cancel(reason: Error): void {
    if (this.state !== 'closed') this.fail(reason);
  }

  /** Whether it ended badly. */
  get failed(): boolean {
    return this.error !== undefined;
  }

  private store(data: Buffer | Hole): void {
    if (this.state !== 'open') return;
    this.received.push(data);
    if (!Buffer.isBuffer(data)) return;
    this.buffered += data.length;
    if (this.buffered >= CONGESTED) this.link.streams.congest(this);
  }

  private consume(next: Buffer | Hole): void {
    if (!Buffer.isBuffer(next)) return;
    this.buffered -= next.length;
    if (this.buffered < RELIEVED) this.link.streams.relieve(this);
  }

  private async end(status: number): Promise<void> {
    if (this.state === 'open' && !this.error) {
      this.send(MessageType.STREAM, status);
      this.state = 'finishing';
      this.received.length = 0;
      this.link.streams.relieve(this);
    }
    while (!this.closed) await this.change();
  }

  private send(type: number, status: number, payload?: Buffer): void {
    if (this.error) throw this.error;
    if (this.state !== 'open') throw new LibvirtError(ErrorCode.INVALID_STREAM, 'the stream has ended');
    this.link.sendStream(this.procedure, this.serial, type, status, payload);
  }

  private close(): void {
    this.state = 'closed';
    this.link.streams.remove(this.serial);
    this.markEnded();
  }

  private get closed(): boolean {
    return this.state === 'closed';
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiters.push(resolve));
  }

  private wake(): void {
    for (const resolve of this.waiters.splice(0)) resolve();
  }
}
