import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { collides, parseListeners } from '../../../../../packages/cli/src/host/network/listeners';

describe('listening sockets', () => {
  test.each([
    ['127.0.0.1', '/proc/net/tcp'],
    ['::1', '/proc/net/tcp6'],
    ['::', '/proc/net/tcp6'],
  ])('at %s are found in %s', async (address, file) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    const { port } = server.address() as AddressInfo;
    const found = parseListeners(readFileSync(file, 'utf8')).filter((listener) => listener.port === port);
    await new Promise((resolve) => server.close(resolve));

    expect(found).toEqual([{ address, port, inode: expect.any(Number) }]);
  });

  test.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['127.0.0.1', '127.0.0.2', false],
    ['127.0.0.1', '0.0.0.0', true],
    ['0.0.0.0', '10.0.0.1', true],
    ['127.0.0.1', '::', true],
  ])('at %s and %s collide: %s', (one, other, expected) => {
    expect(collides({ address: one, port: 80 }, { address: other, port: 80 })).toBe(expected);
    expect(collides({ address: one, port: 80 }, { address: other, port: 81 })).toBe(false);
  });
});
