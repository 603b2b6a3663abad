import { type Duplex } from 'node:stream';

/** A way to reach a libvirt daemon: a unix socket, a command such as ssh. */
export interface Transport {
  /** What it reaches, for messages, such as a path or a host. */
  readonly target: string;

  /**
   * Opens a new stream of bytes to the daemon.
   *
   * @param signal aborts the attempt
   * @throws LibvirtError NO_CONNECT if the daemon cannot be reached
   */
  connect(signal: AbortSignal): Promise<Duplex>;
}
