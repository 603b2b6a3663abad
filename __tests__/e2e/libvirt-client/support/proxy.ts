import { existsSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { parseURI } from '@labcloud/libvirt-client';

/** A socket before the real daemon's that can be cut, which is what a client sees of a daemon's death. */
export class Proxy {
  readonly uri: string;
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  constructor(private readonly path: string) {
    this.uri = `qemu:///system?socket=${path}`;
  }

  listen(): Promise<void> {
    const target = parseURI('qemu:///system').sockets.find((socket) => existsSync(socket));
    if (!target) throw new Error('no libvirt daemon listens on this machine');
    const server = createServer((client) => {
      const daemon = connect({ path: target });
      for (const socket of [client, daemon]) {
        this.sockets.add(socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket)));
      }
      client.pipe(daemon).pipe(client);
    });
    this.server = server;
    return new Promise((resolve) => server.listen(this.path, resolve));
  }

  /** Goes away with everything that is under way. */
  async cut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
    rmSync(this.path, { force: true });
  }
}
