import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Socket } from 'node:net';
import { Connection } from '@labcloud/libvirt-client';
import { libvirt, type LabStack, Size } from '../../../constructs';
import { connects, inGuest, makeNetGuest, type NetGuestFiles, SHELL_PORT, untilReady } from '../../support/net-guest';
import { COMMAND_LINE } from '../../support/small-linux';
import { StackRun } from './stack-run';

jest.setTimeout(180_000);

const LAB = 'e2e-sg';
const GATEWAY = '10.87.140.1';
const GATEWAY6 = 'fd87:142::1';
const { Peer, Port } = libvirt;

interface Built {
  readonly web: libvirt.VirtualMachine;
  readonly peer: libvirt.VirtualMachine;
  /** It has IPv6 alone. */
  readonly inner: libvirt.VirtualMachine;
  readonly other: libvirt.Network;
}

let folder: string;
let files: NetGuestFiles;
let connection: Connection;
let run: StackRun;
let built: Built;
let id: number;

const serialLog = (name: string): string => join(folder, `${name}.log`);

/** Two machines on a network, of which one is on a second one as well, and one on a network of IPv6 alone. */
const program =
  (rules: (built: Built) => void) =>
  (stack: LabStack): Built => {
    const host = libvirt.Host.local(stack, 'Host', { accelerator: 'qemu' });
    const pool = new libvirt.StoragePool(host, 'Pool', { path: `/var/lib/labcloud/${LAB}` });
    const network = new libvirt.Network(host, 'Lan', { mode: libvirt.NetworkMode.nat('10.87.140.0/24', { ipv6: 'fd87:140::/64' }) });
    const other = new libvirt.Network(host, 'Other', { mode: libvirt.NetworkMode.nat('10.87.141.0/24') });
    const six = new libvirt.Network(host, 'Six', { mode: libvirt.NetworkMode.nat('fd87:142::/64') });
    const boots = (words: string): Pick<libvirt.VirtualMachineProps, 'memory'> & { readonly kernel: libvirt.KernelBoot } => ({
      memory: Size.mebibytes(256),
      kernel: libvirt.KernelBoot.fromHost({ ...files, commandLine: `${COMMAND_LINE} ${words}` }),
    });
    const machine = (name: string, number: number): libvirt.VirtualMachine =>
      new libvirt.VirtualMachine(host, name, {
        pool,
        network,
        address: `10.87.140.${number}`,
        serialLog: serialLog(name),
        ...boots(`six=fd87:140::${number.toString(16)}/64`),
      });
    const web = machine('Web', 11);
    const peer = machine('Peer', 12).attachNetwork(other, { address: '10.87.141.12' });
    const inner = new libvirt.VirtualMachine(host, 'Inner', {
      pool,
      network: six,
      serialLog: serialLog('Inner'),
      ...boots('ipv6alone six=fd87:142::a/64'),
    });
    inner.connections.allowFrom(Peer.ipv6(GATEWAY6), Port.tcp(SHELL_PORT));
    const all = { web, peer, inner, other };
    rules(all);
    return all;
  };

const onlyPort80 = ({ web, peer }: Built): void => {
  web.connections.allowFrom(Peer.ipv4(GATEWAY), Port.tcp(SHELL_PORT), 'this test');
  web.connections.allowFrom(peer, Port.tcp(80));
};

/** A connection that has asked half of a question. */
function begin(address: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, address, () => {
      socket.write('GET / HTTP/1.0\r\n');
      resolve(socket);
    }).once('error', reject);
  });
}

/** Whether it is answered when the rest of the question comes. */
function finish(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (answer: boolean) => (): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(3000, end(false)).once('error', end(false)).once('data', end(true));
    socket.write('\r\n');
  });
}

async function domainId(): Promise<number> {
  return (await connection.domainLookupByName(`${LAB}-web`)).id;
}

async function filters(): Promise<string[]> {
  const all = await connection.connectListAllNWFilters();
  return all
    .map(({ name }) => name)
    .filter((name) => name.startsWith(`${LAB}-`))
    .sort();
}

/** Whether a guest connects to somebody. */
async function reaches(from: libvirt.VirtualMachine, address: string, port: number): Promise<boolean> {
  return (await inGuest(from.address, `nc -w 2 ${address} ${port} </dev/null && echo connected`)).includes('connected');
}

function peerReaches(address: string, port: number): Promise<boolean> {
  return reaches(built.peer, address, port);
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  folder = mkdtempSync(join(tmpdir(), 'labcloud-guest-'));
  files = makeNetGuest(folder);
  run = new StackRun(LAB);
  built = await run.apply(program(onlyPort80));
  await Promise.all([built.web, built.peer, built.inner].map(({ address, node }) => untilReady(address, serialLog(node.id))));
  id = await domainId();
});

afterAll(async () => {
  try {
    await run.destroy();
  } finally {
    await connection.close();
    await run.remove();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('a machine that lets one peer connect to one port', () => {
  test('leaves nothing to plan', async () => {
    expect(await run.plan()).toEqual({});
  });

  test('is connected to by that peer at that port, by IPv4 and IPv6, and at no other', async () => {
    expect(await peerReaches(built.web.address, 80)).toBe(true);
    expect(await peerReaches('fd87:140::b', 80)).toBe(true);
    expect(await peerReaches(built.web.address, 81)).toBe(false);
    expect(await peerReaches('fd87:140::b', 81)).toBe(false);
  });

  test('refuses its own host where no rule lets it in', async () => {
    expect(await connects(built.web.address, 80)).toBe(false);
    expect(await connects(built.peer.address, 80)).toBe(true);
  });

  test('answers no ping, and pings others', async () => {
    expect(await inGuest(built.peer.address, `ping -c 1 -W 1 ${built.web.address}`)).toContain('100% packet loss');
    expect(await inGuest(built.web.address, `ping -c 1 -W 1 ${built.peer.address}`)).toContain(' 0% packet loss');
  });

  test('asks the DNS of its network, which knows both addresses of a machine', async () => {
    const answer = await inGuest(built.web.address, `nslookup peer.${LAB}.internal ${GATEWAY}`);
    expect(answer).toContain('10.87.140.12');
    expect(answer).toContain('fd87:140::c');
  });

  test('does not enter another network through its host, which libvirt would let it by itself', async () => {
    expect(await connects('10.87.141.12', 80)).toBe(true);
    expect(await reaches(built.web, '10.87.141.12', 80)).toBe(false);
    expect(await reaches(built.web, built.peer.address, 80)).toBe(true);
  });

  test('sends from its own address alone', async () => {
    const asAnother = `ip addr add 10.87.140.99/32 dev eth0; ping -c 1 -W 1 -I 10.87.140.99 ${GATEWAY}; ip addr del 10.87.140.99/32 dev eth0`;
    expect(await inGuest(built.web.address, asAnother)).toContain('100% packet loss');
  });
});

describe('a machine with IPv6 alone', () => {
  const inside = (command: string): Promise<string> => inGuest(built.inner.address, command);
  const ping = (from: string, to: string): string => `ping -c 1 -W 1 -I ${from} ${to}`;

  test('reaches its gateway, which tells it the way out, and the DNS there', async () => {
    expect(built.inner.address).toBe('fd87:142::a');
    expect(await inside(ping(built.inner.address, GATEWAY6))).toContain(' 0% packet loss');
    expect(await inside('ip -6 route')).toMatch(/default via fe80::/);
    expect(await inside(`nslookup inner.${LAB}.internal ${GATEWAY6}`)).toContain('fd87:142::a');
  });

  test('refuses its own host where no rule lets it in', async () => {
    expect(await connects(built.inner.address, 80)).toBe(false);
  });

  test('sends from its own address alone, and from none of IPv4', async () => {
    const { bridge } = built.inner.networks[0] as libvirt.Network;
    execFileSync('ip', ['address', 'add', '10.87.149.1/24', 'dev', bridge]);
    const six = `ip -6 addr add fd87:142::99/64 dev eth0; sleep 2; ${ping('fd87:142::99', GATEWAY6)}; ip addr del fd87:142::99/64 dev eth0`;
    const four = `ip addr add 10.87.149.9/24 dev eth0; ${ping('10.87.149.9', '10.87.149.1')}; ip addr del 10.87.149.9/24 dev eth0`;
    expect(await inside(six)).toContain('100% packet loss');
    expect(await inside(four)).toContain('100% packet loss');
  });
});

describe('its rules', () => {
  test('change while it runs', async () => {
    await run.apply(
      program((lab) => {
        onlyPort80(lab);
        lab.web.connections.allowFrom(lab.peer, Port.tcp(81));
        lab.web.connections.allowFrom(lab.peer, Port.icmpPing());
      }),
    );
    expect(await peerReaches(built.web.address, 81)).toBe(true);
    expect(await inGuest(built.peer.address, `ping -c 1 -W 1 ${built.web.address}`)).toContain(' 0% packet loss');
    expect(await domainId()).toBe(id);
  });

  test('end the connections that they no longer allow', async () => {
    const open = program((lab) => {
      onlyPort80(lab);
      lab.web.connections.allowFrom(Peer.ipv4(GATEWAY), Port.tcp(80));
    });
    await run.apply(open);
    expect(await finish(await begin(built.web.address, 80))).toBe(true);
    const held = await begin(built.web.address, 80);
    await run.apply(program(onlyPort80));
    expect(await finish(held)).toBe(false);
    await run.apply(open);
  });

  test('show when somebody changed them by hand', async () => {
    const filter = await connection.nwFilterLookupByName(`${LAB}-web-security-group`);
    const xml = await connection.nwFilterGetXMLDesc(filter);
    await connection.nwFilterDefineXML(xml.replace("dstportstart='80'", "dstportstart='82'"));
    expect(Object.values(await run.plan())).toEqual(['update']);
  });

  test('let go while it runs, when a group takes their place', async () => {
    await run.apply(
      program(({ web, peer }) => {
        const group = new libvirt.SecurityGroup(web, 'Own', { allowAllOutbound: false });
        group.addIngressRule(Peer.ipv4(GATEWAY), Port.tcp(SHELL_PORT));
        const shared = new libvirt.SecurityGroup(libvirt.Host.of(peer), 'Shared');
        void shared;
        void group;
      }),
    );
    expect((await filters()).filter((name) => !/-(inner|six|ipv6)-/.test(name))).toEqual([`${LAB}-shared`, `${LAB}-web-own`]);
    expect(await peerReaches(built.web.address, 80)).toBe(true);
    expect(await domainId()).toBe(id);
  });

  test('are gone with the lab', async () => {
    await run.destroy();
    expect(await filters()).toEqual([]);
  });
});
