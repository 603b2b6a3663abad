import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { Hypervisor } from '../../support/hypervisor';

jest.setTimeout(120_000);

const ROOT = join(__dirname, '../../..');
const ASK = `
const { Connection } = require(process.argv[1]);
(async () => {
  const connection = await Connection.open('qemu:///session', { reconnectTimeout: 0 });
  process.stdout.write(await connection.connectGetURI());
  await connection.close();
})().catch((error) => process.stdout.write(error.message));
`;

let host: Hypervisor;

/** What the user ops gets to hear about the daemon of its session, from this client and from libvirt's own. */
function ask(...environment: string[]): { client: string; virsh: string } {
  const as = ['setpriv', '--reuid=ops', '--regid=ops', '--clear-groups', 'env', '-i', `HOME=${host.folder}/home`, ...environment];
  const client = host.run(...as, process.execPath, '-e', ASK, join(host.folder, 'client.js'));
  return { client, virsh: host.run(...as, 'sh', '-c', 'virsh -q -c qemu:///session uri 2>&1 || true').trim() };
}

function daemonsOf(user: string): number {
  return host.run('sh', '-c', `pgrep -x -u ${user} libvirtd || true`).split('\n').filter(Boolean).length;
}

beforeAll(async () => {
  host = await Hypervisor.start({ name: 'labtest-session', subnet: 244 });
  buildSync({
    entryPoints: [join(ROOT, 'packages/libvirt-client/src/index.ts')],
    outfile: join(host.folder, 'client.js'),
    bundle: true,
    platform: 'node',
  });
  chmodSync(join(host.folder, 'client.js'), 0o644);
});

afterAll(() => host.stop());

describe("the daemon of a user's session", () => {
  it('is not started where that is not wanted', () => {
    expect(ask('LIBVIRT_AUTOSTART=0').client).toContain('there is no such socket');
    expect(daemonsOf('ops')).toBe(0);
  });

  it("is started when it is asked, and is the one that libvirt's own tools ask", () => {
    expect(ask()).toEqual({ client: 'qemu:///session', virsh: 'qemu:///session' });
    expect(daemonsOf('ops')).toBe(1);
  });

  it('is another one in another runtime folder', () => {
    const runtime = join(host.folder, 'home/runtime');
    expect(ask(`XDG_RUNTIME_DIR=${runtime}`)).toEqual({ client: 'qemu:///session', virsh: 'qemu:///session' });
    expect(host.run('ls', join(runtime, 'libvirt'))).toContain('libvirt-sock');
    expect(daemonsOf('ops')).toBe(2);
  });

  it("is the system's for root, whom libvirt gives no other", () => {
    const answer = host.run(process.execPath, '-e', ASK, join(host.folder, 'client.js'));
    expect(answer).toBe(host.run('virsh', '-q', '-c', 'qemu:///session', 'uri').trim());
    expect(daemonsOf('root')).toBe(1);
  });
});
