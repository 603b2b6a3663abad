import { execFile, execFileSync } from 'node:child_process';
import { Resolver } from 'node:dns/promises';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LabStack, libvirt, Size } from '../../../constructs';
import { Connection } from '@labcloud/libvirt-client';
import { idleKernel } from '../../support/idle-kernel';
import { StackRun } from './stack-run';

jest.setTimeout(120_000);

const LAB = 'e2e-net';
const GATEWAY = '10.87.143.1';
const NAMESPACE = 'e2enet';
const DEVICE = 'e2enet0';
const { NetworkMode } = libvirt;
const execute = promisify(execFile);

interface Built {
  readonly lan: libvirt.Network;
  readonly open: libvirt.Network;
  readonly six: libvirt.Network;
  readonly web: libvirt.VirtualMachine;
  readonly tapped: libvirt.VirtualMachine;
  readonly addMachine: (id: string, network: libvirt.Network) => libvirt.VirtualMachine;
}

let folder: string;
let connection: Connection;
let run: StackRun;
let built: Built;

const program =
  (more: (built: Built) => void) =>
  (stack: LabStack): Built => {
    const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
    const pool = new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${LAB}` });
    const dhcpRange = { start: '10.87.143.200', end: '10.87.143.220' };
    const lan = new libvirt.Network(host, 'Lan', {
      mode: NetworkMode.isolated('10.87.143.0/24', { ipv6: 'fd87:143::/64', dhcpRange }),
      mtu: 1400,
    });
    const six = new libvirt.Network(host, 'Six', { mode: NetworkMode.routed('fd87:148::/64') });
    six.addAlias('core', 'inner').addDhcpOption('ntp-server', 'fd87:148::7');
    const open = new libvirt.Network(host, 'Open', { mode: NetworkMode.open('10.87.144.0/24') });
    const wire = new libvirt.Network(host, 'Wire', {
      mode: NetworkMode.macvtap(DEVICE, { subnet: '10.87.145.0/24', gateway: '10.87.145.1' }),
    });
    // libvirt looks for a switch only when a guest starts.
    new libvirt.Network(host, 'Switch', {
      mode: NetworkMode.bridge('e2enet9', { subnet: '10.87.147.0/24', gateway: '10.87.147.1', vlan: 20, openVSwitch: true }),
    });
    const kernel = libvirt.KernelBoot.fromHost({ kernel: join(folder, 'kernel') });
    const common = { pool, kernel, memory: Size.mebibytes(256) };
    const web = new libvirt.VirtualMachine(host, 'Web', { ...common, network: lan, address: '10.87.143.11', power: 'stopped' });
    const tapped = new libvirt.VirtualMachine(host, 'Tapped', { ...common, network: wire, address: '10.87.145.5', power: 'paused' });
    const addMachine = (id: string, network: libvirt.Network): libvirt.VirtualMachine =>
      new libvirt.VirtualMachine(host, id, { ...common, network, power: 'stopped' });
    const all = { lan, open, six, web, tapped, addMachine };
    more(all);
    return all;
  };

const extras = ({ lan, web }: Built): void => {
  lan.addAlias('www', 'web').addName('nas', '10.87.143.5').addText('note', 'a text').addDhcpOption('ntp-server', '10.87.143.7');
  lan.addService({ service: 'ldap', protocol: 'tcp', target: `web.${LAB}.internal`, port: 389 });
  lan.addRoute('10.87.146.0/24', web).addRoute('fd87:146::/64', web);
};

const ip = (words: string): string => execFileSync('ip', words.split(' '), { encoding: 'utf8' });

/** Runs a program of Node in a namespace that is on the bridge of a network, with a hardware address. */
async function onBridge({ bridge }: libvirt.Network, mac: string, script: string): Promise<string> {
  const namespace = `${NAMESPACE}${mac.slice(-2)}`;
  ip(`netns add ${namespace}`);
  try {
    ip(`link add ${namespace} type veth peer name eth0 netns ${namespace}`);
    ip(`-n ${namespace} link set eth0 address ${mac}`);
    ip(`link set ${namespace} master ${bridge} up`);
    ip(`-n ${namespace} link set eth0 up`);
    const { stdout } = await execute('ip', ['netns', 'exec', namespace, process.execPath, '-e', script], { timeout: 30_000 });
    return stdout.trim();
  } finally {
    ip(`netns del ${namespace}`);
  }
}

// A question for an address, again and again until it is answered: by a client that makes its identifier of its hardware address, or has another.
const solicit = (mac: string, identifier = `00030001${mac.replaceAll(':', '')}`): string => `
const option = (code, data) => Buffer.concat([Buffer.from([code >> 8, code & 255, data.length >> 8, data.length & 255]), data]);
const id = Buffer.from('${identifier}', 'hex');
const question = Buffer.concat([Buffer.from('01aabbcc', 'hex'), option(1, id), option(3, Buffer.alloc(12, 0)), option(8, Buffer.alloc(2))]);
let answers = 0;
const socket = require('dgram').createSocket('udp6');
socket.on('message', (answer) => {
  const at = answer.indexOf(Buffer.from([0, 5, 0, 24]));
  // The first questions come before the two are neighbours.
  if (at < 0 || ++answers < 3) return;
  console.log(answer.subarray(at + 4, at + 20).toString('hex'));
  process.exit(0);
});
socket.bind(546, () => setInterval(() => socket.send(question, 547, 'ff02::1:2%eth0', () => undefined), 300));
`;

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  ip(`link add ${DEVICE} type veth peer name ${DEVICE}p`);
  ip(`link set ${DEVICE} up`);
  folder = mkdtempSync(join(tmpdir(), 'labcloud-guest-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'kernel'), idleKernel());
  chmodSync(join(folder, 'kernel'), 0o644);
  run = new StackRun(LAB);
  built = await run.apply(program(extras));
});

afterAll(async () => {
  try {
    await run.destroy();
  } finally {
    ip(`link del ${DEVICE}`);
    await connection.close();
    await run.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a network', () => {
  test('leaves nothing to plan, whatever it has', async () => {
    expect(await run.plan()).toEqual({});
  });

  test('answers for names, aliases, texts and services', async () => {
    const resolver = new Resolver({ timeout: 2000, tries: 3 });
    resolver.setServers([GATEWAY]);
    const domain = `${LAB}.internal`;

    expect(await resolver.resolve6(`web.${domain}`)).toEqual(['fd87:143::b']);
    expect(await resolver.resolveCname(`www.${domain}`)).toEqual([`web.${domain}`]);
    expect(await resolver.resolve4(`nas.${domain}`)).toEqual(['10.87.143.5']);
    expect(await resolver.resolveTxt('note')).toEqual([['a text']]);
    expect(await resolver.resolveSrv(`_ldap._tcp.${domain}`)).toMatchObject([{ name: `web.${domain}`, port: 389 }]);
  });

  test('reserves an IPv6 address for a machine that asks by its hardware address', async () => {
    expect(await onBridge(built.lan, built.web.mac, solicit(built.web.mac))).toBe('fd87014300000000000000000000000b');
  });

  test('leads its host to other networks through a machine, by both versions', () => {
    expect(ip('route get 10.87.146.9')).toContain(`via ${built.web.address} dev ${built.lan.bridge}`);
    expect(ip('-6 route show fd87:146::/64')).toContain('via fd87:143::b');
  });

  test('has the packet size that it was given', () => {
    expect(ip(`link show ${built.lan.bridge}`)).toContain('mtu 1400');
  });

  test('in the open mode has no rule of the firewall, as others have', () => {
    const rules = execFileSync('iptables-save', { encoding: 'utf8' });
    expect(rules).toContain(built.lan.bridge);
    expect(rules).not.toContain(built.open.bridge);
  });

  test('can be that of an interface of the host', async () => {
    const xml = await connection.domainGetXMLDesc(await connection.domainLookupByName(built.tapped.domainName));
    expect(xml).toContain(`<source network='${LAB}-wire'`);
    expect(ip('-d link show type macvtap')).toContain(`@${DEVICE}`);
  });

  test('names the VLAN and the kind of its switch', async () => {
    const xml = await connection.networkGetXMLDesc(await connection.networkLookupByName(`${LAB}-switch`));
    expect(xml).toMatch(/<virtualport type='openvswitch'\/>/);
    expect(xml).toMatch(/<vlan>\s*<tag id='20'\/>\s*<\/vlan>/);
  });

  test('gives up what the program no longer has', async () => {
    await run.apply(program(() => undefined));
    expect(await run.plan()).toEqual({});
    const xml = await connection.networkGetXMLDesc(await connection.networkLookupByName(`${LAB}-lan`));
    expect(xml).not.toMatch(/cname|<route|<txt|<srv/);
    expect(ip('-6 route show fd87:146::/64')).toBe('');
  });
});

describe('a network of IPv6 alone', () => {
  const range = { start: 'fd87:149::100', end: 'fd87:149::1ff' };
  let inner: libvirt.VirtualMachine;
  let known: libvirt.VirtualMachine;
  let ranged: libvirt.Network;

  beforeAll(async () => {
    await run.apply(
      program(({ addMachine, six }) => {
        inner = addMachine('Inner', six);
        ranged = new libvirt.Network(libvirt.Host.of(six), 'Ranged', { mode: NetworkMode.isolated('fd87:149::/64', { dhcpRange: range }) });
        known = addMachine('Known', ranged);
      }),
    );
  });

  test('leaves nothing to plan', async () => {
    expect(await run.plan()).toEqual({});
  });

  test('gives its host no address of IPv4', () => {
    expect(ip(`-4 address show ${built.six.bridge}`)).toBe('');
    expect(ip(`-6 address show ${built.six.bridge}`)).toContain('inet6 fd87:148::1/64');
  });

  test('gives a machine that came after it its address by DHCPv6, whatever it calls itself where there is a range, of which somebody unknown gets one', async () => {
    const stranger = '52:54:00:aa:bb:cc';
    const [own, other, ofKnown] = await Promise.all([
      onBridge(built.six, inner.mac, solicit(inner.mac)),
      onBridge(ranged, stranger, solicit(stranger)),
      onBridge(ranged, known.mac, solicit(known.mac, '00020000ab11aabbccdd')),
    ]);
    expect(inner.address).toBe('fd87:148::a');
    expect(own).toBe('fd87014800000000000000000000000a');
    expect(other).toMatch(/^fd8701490{21}1[0-9a-f]{2}$/);
    expect(ofKnown).toBe('fd87014900000000000000000000000a');
  });

  test('answers for names, by IPv6', async () => {
    const resolver = new Resolver({ timeout: 2000, tries: 3 });
    resolver.setServers(['[fd87:148::1]']);
    const domain = `${LAB}.internal`;

    expect(await resolver.resolve6(`inner.${domain}`)).toEqual(['fd87:148::a']);
    expect(await resolver.resolve6(`core.${domain}`)).toEqual(['fd87:148::a']);
    expect(await resolver.reverse('fd87:148::a')).toEqual([`inner.${domain}`]);
  });
});
