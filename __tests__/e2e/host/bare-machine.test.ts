import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '../../../packages/cli/src/project/manifest';
import { MACHINE, manifestOf } from '../../packages/cli/host/context';
import { type Answer, BareMachine } from './bare-machine';

jest.setTimeout(120_000);

const DAEMONS = ['virtlogd', 'libvirtd', 'dockerd'];
const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
const LAB: Manifest = manifestOf({
  networks: [{ name: 'lab-lan', host: 'lab/Workstation', bridge: 'labe2e00001', subnet: '10.99.0.0/24' }],
  dockerNetworks: [{ name: 'lab-backend', subnet: '10.99.1.0/24' }],
});

const SERVE = `require('net').createServer((socket) => socket.end()).listen(7, '::')`;
const CONNECT = `
  const socket = require('net').connect({ host: process.argv[1], port: 7, timeout: 1500 });
  const say = (word) => process.stdout.write(word, () => process.exit());
  socket.once('connect', () => say('reached')).once('timeout', () => say('silent')).once('error', () => say('refused'));`;

/** A network of the mode for which libvirt makes no rules; on it a machine, and a server beyond the host, each a namespace of its own with an address of IPv6. */
const GUEST_AND_WORLD = `
  sysctl -qw net.ipv6.conf.all.forwarding=1
  echo "<network><name>lab-lan</name><forward mode='open'/><bridge name='labe2e00001'/>
    <ip family='ipv6' address='fd00:99::1' prefix='64'/></network>" > /run/lan.xml
  virsh net-create /run/lan.xml
  join() {
    unshare -n ${process.execPath} -e "${SERVE}" </dev/null >/dev/null 2>&1 &
    echo $! > /run/$1.pid
    until [ "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.05; done
    ip link add $1 type veth peer name eth0 netns $!
    nsenter -t $! -n sh -ec "ip link set lo up; ip link set eth0 up; ip -6 address add $2::2/64 dev eth0 nodad; ip -6 route add default via $2::1"
    ip link set $1 up
  }
  join guest fd00:99
  ip link set guest master labe2e00001
  join world fd00:98
  ip -6 address add fd00:98::1/64 dev world nodad
`;

function check(answer: Answer, name: string): { ok: boolean; found: string; fix?: string } | undefined {
  return answer.report?.checks.find((one) => one.name === name);
}

describe('a machine without an init', () => {
  let machine: BareMachine;
  beforeAll(async () => {
    machine = await BareMachine.start(mkdtempSync(join(tmpdir(), 'labcloud-bare-')));
  });
  afterAll(() => machine.stop());

  const running = (): string[][] => DAEMONS.map((daemon) => machine.pids(daemon));

  test('is only looked at by the doctor', () => {
    const answer = machine.host('doctor');

    expect(check(answer, 'libvirt')).toMatchObject({
      ok: false,
      found: "libvirt's daemon does not run",
      fix: expect.stringContaining('tini -s -- libvirtd'),
    });
    expect(check(answer, 'docker')).toMatchObject({
      ok: false,
      found: 'dockerd does not run',
      fix: expect.stringContaining('tini -s -- dockerd'),
    });
    expect(running()).toEqual([[], [], []]);
    expect(machine.run('ls', '/var/log', '/run')).not.toContain('labcloud');
  });

  test('is left as it is without root, and the commands are printed', () => {
    const { error } = machine.host('ensure', undefined, NOBODY);

    expect(error).toContain('without root or sudo nothing was changed');
    expect(error).toContain('setsid -f tini -s -- libvirtd </dev/null >>/var/log/labcloud/libvirtd.log 2>&1');
    expect(error).toContain('setsid -f tini -s -- dockerd </dev/null >>/var/log/labcloud/dockerd.log 2>&1');
    expect(running()).toEqual([[], [], []]);
  });

  test('is left as it is without Terraform', () => {
    const { error } = machine.host('ensure', undefined, ['env', 'PATH=/usr/sbin:/usr/bin:/sbin:/bin']);

    expect(error).toBe(
      "Host check 'terraform': Terraform is not on the PATH\n" +
        '  Install Terraform 1.11.0 or newer and put it on the PATH: https://developer.hashicorp.com/terraform/install',
    );
    expect(running()).toEqual([[], [], []]);
  });

  test('is left as it is when the pool has no room', () => {
    machine.run('sh', '-c', 'mkdir /run/small && mount -t tmpfs -o size=10m tmpfs /run/small');
    const pools = [{ name: 'lab-pool', host: 'lab/Workstation', path: '/run/small/lab' }];

    expect(machine.host('ensure', manifestOf({ pools, machines: [MACHINE] })).error).toBe(
      "Host check 'disk-space': 10 MiB free for /run/small/lab, 512 MiB needed\n" +
        '  Make room, or move these to a larger file system: /run/small/lab',
    );
    expect(running()).toEqual([[], [], []]);
  });

  test('that has systemd gets its daemons from there, and a socket of its is not touched', () => {
    machine.run('mkdir', '-p', '/run/systemd/system', '/run/libvirt');
    expect(check(machine.host('doctor'), 'docker')).toMatchObject({ ok: false, fix: 'systemctl enable --now docker.service' });
    const listen = `require('net').createServer(() => process.exit()).listen('/run/libvirt/libvirt-sock')`;
    machine.run(
      'sh',
      '-c',
      `setsid -f ${process.execPath} -e "${listen}" </dev/null >/dev/null 2>&1; until [ -S /run/libvirt/libvirt-sock ]; do sleep 0.1; done`,
    );

    expect(check(machine.host('doctor'), 'libvirt')).toEqual({
      name: 'libvirt',
      ok: true,
      found: 'starts when it is asked, through systemd',
    });
    expect(machine.pids('node')).toHaveLength(1);
    machine.run('sh', '-c', 'kill $(pgrep -x node); rm -r /run/systemd/system /run/libvirt');
  });

  test("says why a daemon does not start, in the daemon's words", () => {
    machine.run('sh', '-c', 'echo "{ \\"no-such-option\\": 1 }" > /etc/docker/daemon.json');
    const { error } = machine.host('ensure');
    machine.run('rm', '/etc/docker/daemon.json');

    expect(error).toMatch(/^Host check 'docker': dockerd does not run\n\/var\/log\/labcloud\/dockerd\.log ends with:\n.*no-such-option/);
  });

  test('gets its daemons, in sessions of their own under a reaper, and the second time nothing happens', () => {
    expect(machine.host('ensure').report?.checks.filter(({ ok }) => !ok)).toEqual([]);
    const first = running();
    expect(first.map((pids) => pids.length)).toEqual([1, 1, 1]);
    const parents = first.map(([pid]) =>
      machine.run('ps', '-o', 'args=', '-p', machine.run('ps', '-o', 'ppid=', '-p', String(pid)).trim()).trim(),
    );
    expect(parents).toEqual(DAEMONS.map((daemon) => `tini -s -- ${daemon}`));

    expect(machine.host('ensure').report?.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(running()).toEqual(first);
  });

  test('tells a user without rights how to get them', () => {
    expect(check(machine.host('doctor', undefined, NOBODY), 'docker')).toMatchObject({
      ok: false,
      found: 'nobody may not use Docker at /var/run/docker.sock',
      fix: expect.stringContaining('usermod -aG docker nobody'),
    });
  });

  test('keeps a daemon that hangs: it is reported, not restarted', () => {
    const [pid] = machine.pids('dockerd');
    machine.run('kill', '-STOP', String(pid));
    const answer = machine.host('doctor');
    machine.run('kill', '-CONT', String(pid));

    expect(check(answer, 'docker')).toMatchObject({
      ok: false,
      found: expect.stringMatching(/^dockerd runs \(process \d+\) but does not work at /),
    });
    expect(machine.pids('dockerd')).toEqual([pid]);
  });

  test("lets a lab's packets through Docker's firewall, once, and takes the rules back", () => {
    const rules = (): string[] =>
      machine
        .run('iptables', '-S', 'DOCKER-USER')
        .split('\n')
        .filter((rule) => rule.includes('labcloud:lab'));
    machine.run('iptables', '-I', 'DOCKER-USER', '-s', '10.1.0.0/24', '-m', 'comment', '--comment', 'labcloud:lab', '-j', 'ACCEPT');

    expect(machine.host('ensure', LAB).error).toBeUndefined();
    const first = rules();
    expect(first).toHaveLength(4);
    expect(first.join('\n')).not.toContain('10.1.0.0');
    machine.host('ensure', LAB);
    expect(rules()).toEqual(first);

    machine.host('removeRules', LAB);
    expect(rules()).toEqual([]);
    expect(machine.run('ls', '/run/labcloud/firewall')).toBe('');
  });

  test("lets a machine's IPv6 out, and its answers in, through the chains that newer engines of Docker make", () => {
    const lab = manifestOf({
      networks: [{ name: 'lab-lan', host: 'lab/Workstation', bridge: 'labe2e00001', subnet: '10.99.0.0/24', subnet6: 'fd00:99::/64' }],
    });
    machine.run('bash', '-ec', GUEST_AND_WORLD);
    const connects = (from: 'guest' | 'world', address: string): string =>
      machine.run('bash', '-c', `nsenter -t $(cat /run/${from}.pid) -n ${process.execPath} -e "${CONNECT}" ${address}`);
    const both = (): string[] => [connects('guest', 'fd00:98::2'), connects('world', 'fd00:99::2')];

    for (let tries = 0; tries < 10 && both().some((answer) => answer !== 'reached'); tries += 1);
    expect(both()).toEqual(['reached', 'reached']);
    machine.run('sh', '-c', 'ip6tables -N DOCKER-USER; ip6tables -I FORWARD -j DOCKER-USER; ip6tables -P FORWARD DROP');
    expect(both()).toEqual(['silent', 'silent']);

    expect(check(machine.host('doctor', lab), 'firewall')).toMatchObject({ ok: false, fix: expect.stringContaining('ip6tables') });
    expect(machine.host('ensure', lab).error).toBeUndefined();
    expect(both()).toEqual(['reached', 'silent']);

    machine.host('removeRules', lab);
    expect(machine.run('ip6tables', '-S', 'DOCKER-USER')).not.toContain('labcloud');
    machine.run('sh', '-c', 'kill $(cat /run/guest.pid /run/world.pid); virsh net-destroy lab-lan; ip6tables -P FORWARD ACCEPT');
  });

  test("refuses a subnet that another Docker network has, and not the lab's own", () => {
    machine.run('docker', 'network', 'create', '--subnet', '10.99.1.0/24', 'lab-backend');
    expect(check(machine.host('doctor', LAB), 'subnets')).toMatchObject({ ok: true });
    machine.run('docker', 'network', 'rm', 'lab-backend');
    machine.run('docker', 'network', 'create', '--subnet', '10.99.0.0/16', 'other');
    const { error } = machine.host('ensure', LAB);
    machine.run('docker', 'network', 'rm', 'other');

    expect(error).toMatch(/^Host check 'subnets': 10\.99\.0\.0\/24 of network lab-lan overlaps 10\.99\.0\.0\/16 of Docker's network other/);
  });

  test('refuses a pool on a file system that is read-only', () => {
    machine.run('sh', '-c', 'mkdir /run/archive && mount -t tmpfs -o ro tmpfs /run/archive');
    const pools = [{ name: 'lab-pool', host: 'lab/Workstation', path: '/run/archive/lab' }];

    expect(machine.host('ensure', manifestOf({ pools })).error).toBe(
      "Host check 'pool-path': the pool's path /run/archive/lab is not writable (/run/archive)\n" +
        "  Mount the file system of /run/archive for writing, or give the pool another 'path'.",
    );
  });

  test('loses a bridge of the lab that no network owns any more', () => {
    machine.run('ip', 'link', 'add', 'labe2e00001', 'type', 'bridge');
    expect(check(machine.host('doctor', LAB), 'leftovers')).toMatchObject({ ok: false, fix: 'ip link delete labe2e00001' });
    machine.host('ensure', LAB);

    expect(machine.run('ip', '-br', 'link')).not.toContain('labe2e00001');
  });

  test('loses the name server of a network that a daemon which was killed did not get to start', () => {
    const start = 'mkdir -p /run/dnsmasq && echo port=0 > /run/dnsmasq/NAME.conf && dnsmasq --conf-file=/run/dnsmasq/NAME.conf --pid-file=';
    machine.run('sh', '-c', start.replaceAll('NAME', 'lab-lan'));
    machine.run('sh', '-c', start.replaceAll('NAME', 'other-lan'));
    expect(check(machine.host('doctor', LAB), 'leftovers')).toMatchObject({
      ok: false,
      found: expect.stringMatching(/^no network of libvirt's owns dnsmasq \(process \d+\)$/),
    });
    machine.host('ensure', LAB);

    expect(machine.run('sh', '-c', 'pgrep -af dnsmasq')).not.toContain('lab-lan');
    expect(machine.run('sh', '-c', 'pgrep -af dnsmasq')).toContain('other-lan');
  });

  test('gets its daemons again after a kill, even when their numbers were given to others', () => {
    // Some end with the one that started them, before it is their turn.
    machine.run('sh', '-c', 'kill -9 $(pgrep -x "tini|virtlogd|libvirtd|dockerd|containerd") || true');
    machine.run('sh', '-c', 'for file in /run/docker.pid /run/docker/containerd/containerd.pid; do printf 1 > $file; done');

    expect(machine.host('ensure').report?.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(running().map((pids) => pids.length)).toEqual([1, 1, 1]);
  });
});
