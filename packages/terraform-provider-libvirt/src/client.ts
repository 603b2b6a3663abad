import { Connection, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { unreachable } from './errors';

/** Where a connection leads when the configuration does not say it. */
export const DEFAULT_URI = 'qemu:///system';

/** How long it is known that a daemon cannot be reached, in milliseconds: Terraform asks for many resources, one after the other. */
const MEMORY = 5000;

/** libvirt as the resources see it: one connection, opened when it is first needed, so that planning alone needs no daemon. */
export class Client {
  private opened: Promise<Connection> | undefined;

  constructor(
    readonly uri: string,
    private readonly memory = MEMORY,
  ) {}

  /** The connection, whose calls `signal` aborts. A failure holds for a while; one to log in holds for good, so that no host bans the user. */
  async connection(signal?: AbortSignal): Promise<Connection> {
    this.opened ??= Connection.open(this.uri).catch((error: unknown) => {
      if (!LibvirtError.is(error, ErrorCode.AUTH_FAILED)) setTimeout(() => (this.opened = undefined), this.memory).unref();
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
