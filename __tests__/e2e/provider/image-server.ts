import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/** A server on loopback that gives out one content in several ways. */
export class ImageServer {
  /** Called when half of a response to `/slow` is out, which then goes on only when the returned promise resolves. */
  atHalf: () => Promise<void> = () => Promise.resolve();

  /** Where the requests to `/broken` wanted to begin. */
  readonly asked: number[] = [];

  private constructor(
    private readonly server: Server,
    private readonly content: Buffer,
  ) {
    server.on('request', (request, response) => void this.answer(request.url ?? '', request.headers.range, response));
  }

  static async start(content: Buffer): Promise<ImageServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ImageServer(server, content);
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${path}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  private async answer(path: string, range: string | undefined, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined);
    const { length } = this.content;
    const half = this.content.subarray(0, length / 2);
    const send = (bytes: Buffer) => new Promise<void>((resolve) => response.write(bytes, () => resolve()));
    switch (path) {
      case '/image':
        return void response.writeHead(200, { 'content-length': length }).end(this.content);
      case '/moved':
        return void response.writeHead(302, { location: '/image' }).end();
      case '/cut':
        response.writeHead(200, { 'content-length': length });
        await send(half);
        return void response.destroy();
      case '/broken': {
        const start = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
        const rest = this.content.subarray(start);
        this.asked.push(start);
        if (start > 0) {
          const headers = { 'content-length': rest.length, 'content-range': `bytes ${start}-${length - 1}/${length}` };
          return void response.writeHead(206, headers).end(rest);
        }
        response.writeHead(200, { 'content-length': length });
        await send(half);
        return void response.destroy();
      }
      case '/slow':
        response.writeHead(200, { 'content-length': length });
        await send(half);
        await this.atHalf();
        return void response.end(this.content.subarray(length / 2));
      default:
        return void response.writeHead(404).end();
    }
  }
}
