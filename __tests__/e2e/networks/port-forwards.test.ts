import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@labcloud/libvirt-client';
import { connects, makeNetGuest, type NetGuestFiles, untilReady } from '../../support/net-guest';
import { ProjectCopy } from '../../support/project-copy';
import { COMMAND_LINE, SmallLinux } from '../../support/small-linux';

// Beside a running lab: an id, a subnet and ports of its own.
const LAB = 'e2e-doors';
const WEB = '10.87.142.11';
const GATEWAY = '10.87.142.1';
const ECHO = '10.87.142.12';
const PORT = 18_742;
const INNER = 'fd87:150::a';
const PORT_OF_INNER = 18_743;
const FRONT = 18_744;
const DOCKERFILE = 'FROM scratch\nCOPY busybox /bin/busybox\n';

const program = ({ kernel, initrd }: NetGuestFiles, mtu: number): string => `
import { docker, Duration, LabApp, LabStack, libvirt, platform, Probe, Size } from './constructs';

const app = new LabApp({ id: '${LAB}' });
const stack = new LabStack(app, 'lab');
const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
const common = {
  pool: new libvirt.StoragePool(host, 'Pool', { path: '/var/lib/labcloud/${LAB}' }),
  network: new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.142.0/24'), mtu: ${mtu} }),
  memory: Size.mebibytes(256),
  kernel: libvirt.KernelBoot.fromHost({ kernel: '${kernel}', initrd: '${initrd}', commandLine: '${COMMAND_LINE}' }),
};
const web = new libvirt.VirtualMachine(host, 'Web', { ...common, address: '${WEB}' });
const echo = new libvirt.VirtualMachine(host, 'Echo', { ...common, address: '${ECHO}', power: 'stopped' });
const inner = new libvirt.VirtualMachine(host, 'Inner', {
  ...common,
  network: new libvirt.Network(host, 'Six', { mode: libvirt.NetworkMode.nat('fd87:150::/64') }),
  kernel: libvirt.KernelBoot.fromHost({
    kernel: '${kernel}', initrd: '${initrd}', commandLine: '${COMMAND_LINE} ipv6alone six=${INNER}/64',
  }),
  probes: [Probe.http(80)],
});
const engine = docker.Engine.local(stack, 'Docker');
const doors = new platform.PortForwards(engine, 'Doors')
  .forward(${PORT}, web, { to: 80 })
  .forward(${PORT}, echo, { to: 7, protocol: 'udp' })
  .forward(${PORT_OF_INNER}, inner, { to: 80 });
const front = new platform.LoadBalancer(engine, 'Front').addTargets([web], { port: 80 }).publish(${FRONT});
const inside = new docker.Network(engine, 'Inside', { subnet: '10.87.148.0/24' });
const [shop] = ['Shop', 'Stranger'].map((id) => new docker.ContainerService(engine, id, {
  image: docker.Image.fromDockerfile('./box'),
  command: ['/bin/busybox', 'sleep', '100000'],
  networks: [inside],
  stopTimeout: Duration.seconds(1),
}));
web.connections.allowFrom(doors, libvirt.Port.tcp(80));
web.connections.allowFrom(front, libvirt.Port.tcp(80));
web.connections.allowFrom(shop, libvirt.Port.tcp(81));
web.connections.allowFrom(libvirt.Peer.ipv4('10.87.142.1'), libvirt.Port.tcp(2000));
app.synth();
`;

let project: ProjectCopy;
let folder: string;
let files: NetGuestFiles;

function succeed(command: string): string {
  const { status, stdout, stderr } = project.run(command);
  if (status !== 0) throw new Error(`${command}: exit status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Bridges pass nothing for some seconds after somebody was put on them. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 20_000; ; await sleep(300)) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function page(port = PORT): Promise<number> {
  return patiently(async () => (await fetch(`http://127.0.0.1:${port}/`)).status);
}

/** What comes back for a datagram. */
function echoed(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createSocket('udp4', (answer) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer.toString());
    });
    const timer = setTimeout(() => {
      socket.close();
      reject(new Error('no answer'));
    }, 1000);
    socket.send(text, PORT, '127.0.0.1');
  });
}

const NAMESPACE = 'e2edoors';
const ip = (words: string): Buffer => execFileSync('ip', words.split(' '), { stdio: 'pipe' });

/** Lets the address of the machine that is off be somebody who answers datagrams. */
async function impersonate(answering: () => Promise<void>): Promise<void> {
  const connection = await Connection.open('qemu:///system');
  const bridge = await connection.networkGetBridgeName(await connection.networkLookupByName(`${LAB}-lan`));
  await connection.close();
  ip(`netns add ${NAMESPACE}`);
  try {
    ip(`link add ${NAMESPACE}0 type veth peer name eth0 netns ${NAMESPACE}`);
    ip(`link set ${NAMESPACE}0 master ${bridge} up`);
    ip(`-n ${NAMESPACE} addr add ${ECHO}/24 dev eth0`);
    ip(`-n ${NAMESPACE} link set eth0 up`);
    const server = `const s = require('dgram').createSocket('udp4', (m, r) => s.send('echo ' + m, r.port, r.address)); s.bind(7, () => console.log('bound'))`;
    const echo = spawn('ip', ['netns', 'exec', NAMESPACE, process.execPath, '-e', server], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => echo.stdout.once('data', resolve));
    await answering().finally(() => echo.kill());
  } finally {
    // With its namespace it would go too, but later.
    ip(`link del ${NAMESPACE}0`);
    ip(`netns del ${NAMESPACE}`);
  }
}

/** Whether a container connects to a port of the machine. */
function containerReaches(name: string, port: number): boolean {
  const connect = ['exec', `${LAB}-${name}`, '/bin/busybox', 'nc', '-w', '2', WEB, String(port)];
  return spawnSync('docker', connect, { stdio: 'ignore' }).status === 0;
}

/** What a neighbour of the machine on its bridge gets of a port. */
function neighbourGets(port: number, address = WEB): string {
  const script = `
    const end = (answer) => { console.log(answer); process.exit(); };
    require('net').connect(${port}, '${address}', () => end('connected')).on('error', (error) => end(error.code)).setTimeout(2000, () => end('nothing'));`;
  return execFileSync('ip', ['netns', 'exec', NAMESPACE, process.execPath, '-e', script], { encoding: 'utf8' }).trim();
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'labcloud-guest-'));
  files = makeNetGuest(folder);
  project = new ProjectCopy('labcloud-doors');
  mkdirSync(join(project.directory, 'box'));
  copyFileSync(SmallLinux.busybox, join(project.directory, 'box/busybox'));
  writeFileSync(join(project.directory, 'box/Dockerfile'), DOCKERFILE);
  writeFileSync(join(project.directory, 'main.ts'), program(files, 1500));
  succeed('labcloud up');
  await untilReady(WEB);
}, 600_000);

afterAll(() => {
  try {
    succeed('labcloud destroy --yes');
  } finally {
    project.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}, 120_000);

describe('a machine that lets containers in', () => {
  test('is reached by a container at the port that is named for it, and at no other', () => {
    expect([81, 80].map((port) => containerReaches('shop', port))).toEqual([true, false]);
  });

  test('refuses another container of the same network, although Docker and labcloud accept its packets', () => {
    expect([81, 80].map((port) => containerReaches('stranger', port))).toEqual([false, false]);
  });

  test('is reached by a load balancer, which is its host, at the port that is named for it alone', async () => {
    expect(await patiently(async () => (await fetch(`http://127.0.0.1:${FRONT}/`)).status)).toBe(200);
    expect(await connects(WEB, 81)).toBe(false);
  }, 60_000);
});

describe('a forwarded port', () => {
  test('leads to the machine behind address translation, from loopback alone', async () => {
    expect(await page()).toBe(200);
    const others = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    const outside = others.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address);
    expect(outside.length).toBeGreaterThan(0);
    expect(await Promise.all(outside.map((address) => connects(address, PORT)))).not.toContain(true);
  });

  test('leads to a machine with IPv6 alone, which was asked there whether it serves', async () => {
    expect(await page(PORT_OF_INNER)).toBe(200);
    const { machines } = JSON.parse(succeed('labcloud status --json')) as { machines: object[] };
    expect(machines).toContainEqual(expect.objectContaining({ name: 'inner', address: INNER, ready: true }));
  });

  test('can be one of UDP', async () => {
    await impersonate(async () => {
      expect(await patiently(() => echoed('hello'))).toBe('echo hello');
    });
  }, 60_000);

  test('is the only way in, although Docker and labcloud accept what machines send to each other', async () => {
    const rules = execFileSync('iptables', ['-S', 'DOCKER-USER'], { encoding: 'utf8' });
    expect(rules).toMatch(new RegExp(`labcloud:${LAB}"? -j ACCEPT`));
    await impersonate(async () => {
      // The DNS of the network shows when the bridge passes something.
      await patiently(() => {
        expect(neighbourGets(53, GATEWAY)).toBe('connected');
        return Promise.resolve();
      });
      expect([80, 81].map((port) => neighbourGets(port))).toEqual(['nothing', 'nothing']);
    });
  }, 60_000);

  test('is there again after its container and its network were restarted', async () => {
    succeed(`docker restart -t 1 ${LAB}-doors`);
    writeFileSync(join(project.directory, 'main.ts'), program(files, 1400));
    succeed('labcloud up');
    expect(await page()).toBe(200);
  }, 180_000);

  test('is closed when the lab is destroyed', async () => {
    succeed('labcloud destroy --yes');
    expect(await connects('127.0.0.1', PORT)).toBe(false);
  }, 120_000);
});
