import { type LibvirtError, libvirtError } from '../errors';
import { type XdrReader } from '../xdr/reader';
import { type Header, MessageStatus } from './message';

/** What gets the packets of one stream. */
export interface StreamSink {
  /** Takes a packet: data, a hole, or the end. */
  receive(header: Header, payload: XdrReader): void;
  /** Ends the stream with an error. */
  fail(error: LibvirtError): void;
}

/** The open streams of one link, and which of them have more than they can chew. */
export class StreamTable {
  private readonly sinks = new Map<number, StreamSink>();
  private readonly full = new Set<StreamSink>();

  constructor(private readonly changed: () => void) {}

  /** Whether any stream wants the daemon to slow down. */
  get congested(): boolean {
    return this.full.size > 0;
  }

  add(serial: number, sink: StreamSink): void {
    this.sinks.set(serial, sink);
  }

  /** Forgets a stream; later packets of it are ignored. */
  remove(serial: number): void {
    const sink = this.sinks.get(serial);
    this.sinks.delete(serial);
    if (sink) this.relieve(sink);
  }

  receive(header: Header, payload: XdrReader): void {
    const sink = this.sinks.get(header.serial);
    if (header.status === MessageStatus.ERROR) sink?.fail(libvirtError.decode(payload));
    else sink?.receive(header, payload);
  }

  congest(sink: StreamSink): void {
    this.full.add(sink);
    this.changed();
  }

  relieve(sink: StreamSink): void {
    if (this.full.delete(sink)) this.changed();
  }

  /** Ends every stream with an error. */
  fail(error: LibvirtError): void {
    const sinks = [...this.sinks.values()];
    this.sinks.clear();
    this.full.clear();
    for (const sink of sinks) sink.fail(error);
  }
}
