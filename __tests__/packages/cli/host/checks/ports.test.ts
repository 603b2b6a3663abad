import { type AddressInfo, createServer, type Server } from 'node:net';
import { ports } from '../../../../../packages/cli/src/host/checks/ports';
import { useTempDir } from '../../../../support/temp-dir';
import { checkContext } from '../context';

describe('the check of ports', () => {
  const folder = useTempDir('labcloud-host');
  let server: Server;
  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  function publishing(address: string, port: number): ReturnType<typeof ports.probe> {
    const service = { name: 'front', container: 'lab-front', path: 'lab/Docker/Front', url: null, published: [{ address, port }] };
    return ports.probe(checkContext(folder(), { engines: [{ path: 'lab/Docker', host: 'unix:///nowhere' }], services: [service] }));
  }

  test('names the process that holds a port', async () => {
    const { port } = server.address() as AddressInfo;

    await expect(publishing('127.0.0.1', port)).resolves.toMatchObject({
      ok: false,
      found: expect.stringContaining(`port ${port} of 127.0.0.1, which service front publishes, is taken by process ${process.pid} (`),
      fix: expect.stringContaining('publish another one'),
    });
  });

  test('passes a port that is free', async () => {
    const { port } = server.address() as AddressInfo;

    await expect(publishing('127.0.0.2', port)).resolves.toEqual({ ok: true, found: `127.0.0.2:${port}` });
  });
});
