import type { Connection } from '@labcloud/libvirt-client';
import { connectHost } from './lab-host';

/** The connections to the hosts that a verb works with, one for each. */
export class HostConnections {
  private readonly connections = new Map<string, Promise<Connection>>();

  /** Runs work with connections that are closed afterwards. */
  static async during<T>(work: (hosts: HostConnections) => Promise<T>): Promise<T> {
    const hosts = new HostConnections();
    try {
      return await work(hosts);
    } finally {
      await hosts.close();
    }
  }

  /**
   * The connection to a host; made when it is first asked for.
   *
   * @throws UserError when its daemon does not answer
   */
  to(uri: string): Promise<Connection> {
    let connection = this.connections.get(uri);
    if (!connection) {
      connection = connectHost(uri);
      this.connections.set(uri, connection);
    }
    return connection;
  }

  private async close(): Promise<void> {
    const opened = await Promise.allSettled(this.connections.values());
    await Promise.all(opened.map((result) => result.status === 'fulfilled' && result.value.close()));
  }
}
