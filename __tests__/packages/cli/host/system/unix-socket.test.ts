import { createServer } from 'node:http';
import { join } from 'node:path';
import { getOverUnixSocket, isListened, tryUnixSocket } from '../../../../../packages/cli/src/host/system/unix-socket';
import { useTempDir } from '../../../../support/temp-dir';

describe('unix sockets', () => {
  const folder = useTempDir('labcloud-host');

  test('are seen to be listened at without a connection, and answer HTTP', async () => {
    const path = join(folder(), 'daemon.sock');
    let connections = 0;
    const server = createServer((request, response) => response.writeHead(request.url === '/_ping' ? 200 : 404).end('OK'));
    server.on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(path, resolve));
    try {
      expect(isListened([path])).toBe(true);
      expect(connections).toBe(0);
      await expect(getOverUnixSocket(path, '/_ping')).resolves.toBe('OK');
      await expect(getOverUnixSocket(path, '/other')).rejects.toThrow('answered 404: OK');
      await expect(tryUnixSocket(path)).resolves.toBe('open');
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    expect(isListened([path])).toBe(false);
    await expect(tryUnixSocket(path)).resolves.toBe('refused');
  });
});
