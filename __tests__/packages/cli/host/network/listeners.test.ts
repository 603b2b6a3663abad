import { once } from 'node:events';
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
    server.listen(0, address);
    const [problem] = (await Promise.race([once(server, 'listening'), once(server, 'error')])) as [NodeJS.ErrnoException?];
    if (problem?.code === 'EADDRNOTAVAIL' || problem?.code === 'EAFNOSUPPORT') {
      console.warn(`nothing can listen at ${address} on this machine (${problem.code}): not looked for`);
      return;
    }
    expect(problem).toBeUndefined();
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
