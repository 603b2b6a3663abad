import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, ErrorCode, parseURI } from '@labcloud/libvirt-client';
import { Ssh } from '../../../../packages/libvirt-client/src/transport/ssh';
import { sshFailure } from '../../../../packages/libvirt-client/src/transport/ssh-failure';
import { useDaemon } from '../support/use-daemon';

const { PATH } = process.env;
const { daemon } = useDaemon();
let folder: string;

/** Puts a program in front of those of this machine. */
function program(name: string, script: string): void {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}

/** A stand-in for netcat, which this machine may not have: joins its input and output to the socket that it is given last. */
const NETCAT = `case "$*" in -q) exit 1;; esac
exec ${process.execPath} -e 'const s = require("net").connect({ path: process.argv.at(-1) }); process.stdin.pipe(s); s.pipe(process.stdout)' -- "$@"`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'libvirt-client-ssh-'));
  // What another host's shell does with the command, here.
  program('ssh', `printf '%s\\n' "$@" > ${folder}/arguments; for command; do :; done; exec sh -c "$command"`);
  process.env['PATH'] = `${folder}:${PATH ?? ''}`;
});

afterEach(() => {
  process.env['PATH'] = PATH;
  rmSync(folder, { recursive: true, force: true });
});

function sshArguments(): string[] {
  return readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
}

async function hostnameThrough(uri: string): Promise<string> {
  const connection = await Connection.open(uri);
  try {
    return await connection.connectGetHostname();
  } finally {
    await connection.close();
  }
}

describe('through ssh', () => {
  test('a daemon is reached by netcat when its socket is named', async () => {
    program('nc', NETCAT);
    await expect(hostnameThrough(`qemu+ssh://ops@kvm1.lan:2222/system?socket=${daemon().path}`)).resolves.toBe('kvm1');
    const args = sshArguments();
    expect(args).toEqual(expect.arrayContaining(['-l', 'ops', '-p', '2222', 'BatchMode=yes', '--', 'kvm1.lan']));
  });

  test("a daemon is reached by libvirt's helper where there is one", async () => {
    program('nc', NETCAT);
    program('virt-ssh-helper', `echo "$1" > ${folder}/helped; exec nc -U ${daemon().path}`);
    await expect(hostnameThrough('qemu+ssh://kvm1.lan/system?proxy=native')).resolves.toBe('kvm1');
    await expect(hostnameThrough('qemu+ssh://kvm1.lan/session')).resolves.toBe('kvm1');
    expect(readFileSync(join(folder, 'helped'), 'utf8')).toBe('qemu:///session\n');
    expect(sshArguments()).not.toContain('-l');
  });

  test('a netcat of another name and a socket with strange characters are quoted for both shells', async () => {
    program("n'c x", NETCAT);
    await expect(
      hostnameThrough(`qemu+ssh://kvm1.lan/system?netcat=${encodeURIComponent("n'c x")}&socket=${encodeURIComponent(daemon().path)}`),
    ).resolves.toBe('kvm1');
  });

  test('the error says what ssh said', async () => {
    program('ssh', 'echo "ssh: connect to host kvm1.lan port 22: Connection refused" >&2; exit 255');
    await expect(Connection.open('qemu+ssh://ops@kvm1.lan/system')).rejects.toMatchObject({
      code: ErrorCode.NO_CONNECT,
      message: 'cannot reach ops@kvm1.lan through ssh: ssh: connect to host kvm1.lan port 22: Connection refused',
    });
  });

  test('the error says that the other host has neither the helper nor netcat', async () => {
    const remote = 'qemu+ssh://kvm1.lan/system?proxy=netcat&netcat=no-such-netcat';
    await expect(Connection.open(remote)).rejects.toThrow('there is neither virt-ssh-helper nor no-such-netcat on this host');
  });

  test('a connection that does not come about in time is given up, and ssh with it', async () => {
    program('ssh', `echo $$ > ${folder}/pid; exec sleep 1000`);
    const opening = Connection.open('qemu+ssh://kvm1.lan/system', { timeout: 300 });
    await expect(opening).rejects.toThrow('libvirt at kvm1.lan through ssh did not answer within 300 ms');
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    while (existsSync(`/proc/${pid}/exe`)) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('the file of known hosts is made for its owner alone, when keys are to be added to it', async () => {
    program('nc', NETCAT);
    const file = join(folder, 'lab/100% known');
    const uri = `qemu+ssh://kvm1.lan/system?socket=${daemon().path}&known_hosts=${encodeURIComponent(file)}`;
    await hostnameThrough(`${uri}&known_hosts_verify=normal`);
    expect(existsSync(file)).toBe(false);
    expect(sshArguments()).toContain('StrictHostKeyChecking=yes');
    await hostnameThrough(`${uri}&known_hosts_verify=auto`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(sshArguments()).toEqual(
      expect.arrayContaining(['StrictHostKeyChecking=accept-new', `UserKnownHostsFile="${folder}/lab/100%% known"`]),
    );
  });

  test.each([
    ['qemu+ssh:///system', 'needs a host'],
    ['qemu+ssh://kvm1/system?keyfile=/a%22b', "'keyfile' must be a path without quotes"],
  ])('no way leads to %s', (uri, words) => {
    expect(() => new Ssh(parseURI(uri))).toThrow(words);
  });
});

describe('the end of ssh', () => {
  const told = (words: string, status = 255): Error | undefined => sshFailure('kvm1', 'kvm1 through ssh', { status, words });
  const CHANGED = `@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Offending ED25519 key in /lab/.labcloud/known_hosts:3
Host key verification failed.`;

  test.each([
    [CHANGED, /the host key of kvm1 has changed\..*delete line 3 of \/lab\/\.labcloud\/known_hosts/],
    ['No ED25519 host key is known for kvm1.\nHost key verification failed.', /the host key of kvm1 is not known/],
    ['ops@kvm1: Permission denied (publickey).', /Permission denied \(publickey\): kvm1 accepts no key of this user/],
  ])('that is about keys is an error that trying again does not cure', (words, expected) => {
    const error = told(words);
    expect(error).toMatchObject({ code: ErrorCode.AUTH_FAILED });
    expect(error?.message).toMatch(expected);
  });

  test('is told with its last words, else with its status', () => {
    expect(told('one\n  two')?.message).toBe('cannot reach kvm1 through ssh: one; two');
    expect(told('', 255)?.message).toBe('cannot reach kvm1 through ssh: ssh ended with status 255');
  });

  test('without complaint only means that the daemon is gone', () => expect(told('', 0)).toBeUndefined());

  test('before it began means that there is no ssh', () => {
    const failure = Object.assign(new Error('spawn ssh ENOENT'), { code: 'ENOENT' });
    expect(sshFailure('kvm1', 'kvm1 through ssh', { status: undefined, words: '', failure })?.message).toContain('install openssh-client');
  });
});
