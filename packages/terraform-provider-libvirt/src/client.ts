import { Connection } from '@labcloud/libvirt-client';
import { unreachable } from './errors';

/** Where a connection leads when the configuration does not say it. */
export const DEFAULT_URI = 'qemu:///system';

/** libvirt as the resources see it: one connection, opened when it is first needed, so that planning alone needs no daemon. */
export class Client {
  private opened: Promise<Connection> | undefined;

  constructor(readonly uri: string) {}

  /** The connection, whose calls `signal` aborts; a failure to open is not remembered. */
  async connection(signal?: AbortSignal): Promise<Connection> {
    this.opened ??= Connection.open(this.uri).catch((error: unknown) => {
      this.opened = undefined;
      throw unreachable(this.uri, error);
    });
    const opened = await this.opened;
    return signal === undefined ? opened : opened.with({ signal });
  }

  /** Closes the connection if there is one. */
  async close(): Promise<void> {
    const opened = await this.opened?.catch(() => undefined);
    await opened?.close();
  }
}
