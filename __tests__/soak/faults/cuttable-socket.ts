import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A socket that passes everything on to another one, until it is told to break what runs through it. */
export class CuttableSocket {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private refusesUntil = 0;

  private constructor(private readonly server: Server) {}

  /** Listens at a path for what goes to another one. */
  static async listen(path: string, target: string): Promise<CuttableSocket> {
    const server = createServer();
    const between = new CuttableSocket(server);
    server.on('connection', (client) => between.accept(client, target));
    await once(server.listen(path), 'listening');
    return between;
  }

  /** Breaks every connection, in whatever it is saying, and refuses new ones for some milliseconds. */
  cut(refuses: number): void {
    this.refusesUntil = performance.now() + refuses;
    this.pairs.forEach((pair) => pair.forEach((socket) => socket.destroy()));
  }

  /** Stops listening, and breaks what is left. */
  async close(): Promise<void> {
    this.cut(0);
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }

  private accept(client: Socket, target: string): void {
    if (performance.now() < this.refusesUntil) {
      client.destroy();
      return;
    }
    const pair = [client, connect(target)] as const;
    const [near, far] = pair;
    this.pairs.add(pair);
    near.pipe(far).pipe(near);
    for (const socket of pair) {
      // What was cut ends in errors.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.pairs.delete(pair);
        pair.forEach((end) => end.destroy());
      });
    }
  }
}
