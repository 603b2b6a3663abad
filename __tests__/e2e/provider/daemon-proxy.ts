import { createServer, connect, type Server, type Socket } from 'node:net';

/** A way to the local daemon that breaks: every connection is cut when it has carried so many bytes. */
export class DaemonProxy {
  /** Cuts that are still to come. */
  cuts = 0;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    readonly path: string,
    private readonly bytes: number,
  ) {
    server.on('connection', (client) => this.carry(client));
  }

  static async start(path: string, bytes: number): Promise<DaemonProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return new DaemonProxy(server, path, bytes);
  }

  stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private carry(client: Socket): void {
    const daemon = connect('/var/run/libvirt/libvirt-sock');
    let carried = 0;
    client.on('data', (chunk) => {
      carried += chunk.length;
      if (carried < this.bytes || this.cuts === 0) return;
      this.cuts -= 1;
      client.destroy();
      daemon.destroy();
    });
    for (const [from, to] of [
      [client, daemon],
      [daemon, client],
    ] as const) {
      this.open.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.open.delete(from);
        to.destroy();
      });
      from.pipe(to);
    }
  }
}
