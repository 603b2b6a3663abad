import { unlessAborted } from './abort';
import { ErrorCode } from './error-code';
import { type ConnectionLostError, LibvirtError } from './errors';
import { domainEvents } from './events/domain-events';
import { type EventKind, type EventOf, type EventTable, type Listener, type Unsubscribe } from './events/event-kind';
import { networkEvents, storagePoolEvents } from './events/object-events';
import { type WaitOptions, waitForEvent } from './events/wait-for-event';
import { StorageVolUploadFlags } from './flags/storage';
import { type Domain, type Network, type StorageVol } from './handles';
import { type KeepAliveOptions } from './keep-alive';
import { methodsOf } from './methods';
import { procedures } from './procedures';
import { networkUpdateProcedure } from './procedures/network';
import { type Procedure } from './procedures/procedure';
import { Session } from './session';
import { type ConsoleStream, type DownloadStream, type UploadStream } from './streams/directions';
import { streamProcedures } from './streams/procedures';
import { openStream } from './streams/open-stream';
import { type Stream } from './streams/stream';
import { type Transport } from './transport/transport';
import { transportOf } from './transport/transport-of';
import { parseURI } from './uri';

/** How a connection is opened and kept; all times in milliseconds. */
export interface OpenOptions {
  /** Aborts opening; a connection that is open is not touched. */
  signal?: AbortSignal;
  /** The longest that one attempt to connect may take. @default 10000, 30000 through ssh */
  timeout?: number;
  /** How long after a loss calls keep trying to connect before they fail; after that each tries once. @default 10000 */
  reconnectTimeout?: number;
  /** How a daemon that hangs is noticed; false for never. @default a ping each 5 s, lost after 6 without a sign of life */
  keepAlive?: KeepAliveOptions | false;
  /** How the daemon is reached. @default what the URI says */
  transport?: Transport;
}

/** How the calls of one caller behave. */
export interface CallOptions {
  /** Ends the wait for a call; the daemon may still carry it out. */
  signal?: AbortSignal;
}

// virNetworkUpdate's first two arguments were swapped on the wire until libvirt 7.2; this feature says that they are not.
const NETWORK_UPDATE_HAS_CORRECT_ORDER = 16;

/**
 * A connection to a libvirt daemon: one method per procedure, named after libvirt's C API without `vir`.
 *
 * It reconnects by itself: calls under way fail at once when the daemon goes away, those that only look are repeated,
 * and the next call makes a new link.
 *
 * @example
 * const connection = await Connection.open('qemu:///system');
 * const domain = await connection.domainLookupByName('web-1');
 * console.log(await connection.domainGetXMLDesc(domain));
 * await connection.close();
 */
export class Connection extends methodsOf(procedures) {
  private constructor(
    private readonly session: Session,
    private readonly options: CallOptions,
  ) {
    super((procedure, args) => session.call(procedure, args, options.signal));
  }

  /**
   * Connects to the daemon of a libvirt URI.
   *
   * @throws LibvirtError NO_CONNECT if the daemon cannot be reached, INVALID_ARG for a bad URI, NO_SUPPORT for a transport that is not there
   */
  static async open(uri: string, options: OpenOptions = {}): Promise<Connection> {
    const parsed = parseURI(uri);
    const patience = parsed.transport === 'ssh' ? 30_000 : 10_000;
    const { signal, timeout = patience, reconnectTimeout = 10_000, keepAlive = { interval: 5000, count: 6 } } = options;
    const transport = options.transport ?? transportOf(parsed);
    const session = new Session({ name: parsed.name, transport, timeout, reconnectTimeout, keepAlive: keepAlive || undefined });
    try {
      await unlessAborted(session.connect(), signal);
    } catch (error) {
      void session.close();
      throw error;
    }
    return new Connection(session, {});
  }

  /** The same connection with other options for the calls made through it. */
  with(options: CallOptions): Connection {
    return new Connection(this.session, { ...this.options, ...options });
  }

  /** Changes a network, live or in its configuration; `command` is of `NetworkUpdateCommand`, `section` of `NetworkSection`. */
  async networkUpdate(network: Network, command: number, section: number, parentIndex: number, xml: string, flags?: number): Promise<void> {
    const ordered = await this.connectSupportsFeature(NETWORK_UPDATE_HAS_CORRECT_ORDER);
    const [first, second] = ordered ? [command, section] : [section, command];
    await this.session.call(networkUpdateProcedure, [network, first, second, parentIndex, xml, flags], this.options.signal);
  }

  /** Opens a stream into a volume: from `offset`, at most `length` bytes, 0 for no limit. */
  storageVolUpload(volume: StorageVol, offset: number, length: number, flags = 0): Promise<UploadStream> {
    return this.stream(
      streamProcedures.storageVolUpload,
      [volume, offset, length, flags],
      (flags & StorageVolUploadFlags.SPARSE_STREAM) !== 0,
    );
  }

  /** Opens a stream out of a volume: from `offset`, at most `length` bytes, 0 for all. */
  storageVolDownload(volume: StorageVol, offset: number, length: number, flags?: number): Promise<DownloadStream> {
    return this.stream(streamProcedures.storageVolDownload, [volume, offset, length, flags]);
  }

  /** Opens a console of a running domain, the first one unless `device` names another. */
  domainOpenConsole(domain: Domain, device?: string, flags?: number): Promise<ConsoleStream> {
    return this.stream(streamProcedures.domainOpenConsole, [domain, device, flags]);
  }

  /** Opens a channel of a running domain, the first one unless `channel` names another. */
  domainOpenChannel(domain: Domain, channel?: string, flags?: number): Promise<ConsoleStream> {
    return this.stream(streamProcedures.domainOpenChannel, [domain, channel, flags]);
  }

  /** Listens to what happens to domains; resolves when the daemon has noted it, so that nothing after is missed. An event may come later than the reply of the call that caused it. */
  onDomainEvent<K extends keyof typeof domainEvents>(kind: K, listener: Listener<EventOf<(typeof domainEvents)[K]>>): Promise<Unsubscribe> {
    return this.subscribe(domainEvents, kind, listener as Listener<unknown>);
  }

  /** Listens to what happens to networks. */
  onNetworkEvent<K extends keyof typeof networkEvents>(
    kind: K,
    listener: Listener<EventOf<(typeof networkEvents)[K]>>,
  ): Promise<Unsubscribe> {
    return this.subscribe(networkEvents, kind, listener as Listener<unknown>);
  }

  /** Listens to what happens to storage pools. */
  onStoragePoolEvent<K extends keyof typeof storagePoolEvents>(
    kind: K,
    listener: Listener<EventOf<(typeof storagePoolEvents)[K]>>,
  ): Promise<Unsubscribe> {
    return this.subscribe(storagePoolEvents, kind, listener as Listener<unknown>);
  }

  /**
   * Does something and waits for the event that shows that it is done, such as a device's removal after its detachment.
   *
   * @throws LibvirtError OPERATION_TIMEOUT if it does not come in time; ConnectionLostError if the daemon goes away meanwhile
   */
  waitForDomainEvent<K extends keyof typeof domainEvents>(
    kind: K,
    options: WaitOptions<EventOf<(typeof domainEvents)[K]>>,
    trigger: () => Promise<unknown>,
  ): Promise<EventOf<(typeof domainEvents)[K]>> {
    const subscribe = (listener: Listener<EventOf<(typeof domainEvents)[K]>>): Promise<Unsubscribe> => this.onDomainEvent(kind, listener);
    return waitForEvent(kind, { signal: this.options.signal, ...options }, subscribe, (listener) => this.onDisconnect(listener), trigger);
  }

  /** Calls `listener` whenever the link to the daemon breaks: events may then have been missed. Returns what ends that. */
  onDisconnect(listener: (error: ConnectionLostError) => void): () => void {
    return this.session.onDisconnect(listener);
  }

  /** Ends the connection, for every copy made by `with`; calls under way fail. */
  close(): Promise<void> {
    return this.session.close();
  }

  private stream<A extends unknown[]>(procedure: Procedure<A, undefined>, args: A, sparse = false): Promise<Stream> {
    return openStream(this.session, procedure as unknown as Procedure, args, { sparse, signal: this.options.signal });
  }

  private async subscribe<T extends EventTable>(table: T, name: keyof T, listener: Listener<unknown>): Promise<Unsubscribe> {
    const kind = pick(table, name);
    const { events } = this.session;
    // A wrapper of its own for each subscription, so that the same function may listen twice.
    const own: Listener<unknown> = (event) => listener(event);
    events.add(kind, own);
    try {
      await this.session.using((link) => events.register(link), true, this.options.signal);
    } catch (error) {
      await events.remove(kind, own);
      throw error;
    }
    return () => events.remove(kind, own);
  }
}

function pick<T extends EventTable>(table: T, kind: keyof T): EventKind {
  const found = Object.hasOwn(table, kind) ? table[kind] : undefined;
  if (!found)
    throw new LibvirtError(ErrorCode.INVALID_ARG, `there is no event '${String(kind)}'; known are ${Object.keys(table).join(', ')}`);
  return found;
}
