import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection, ErrorCode, HostNetwork } from '@labcloud/libvirt-client';
import { answersHttp, greetsSsh } from '../../../packages/cli/src/lab/net-probe';
import { Hypervisor } from '../../support/hypervisor';
import { needs } from '../../support/needs';
import { sshServer } from '../../support/ssh-server';

jest.setTimeout(120_000);

const ssh = sshServer();

async function hostname(uri: string): Promise<string> {
  const connection = await Connection.open(uri, { reconnectTimeout: 0 });
  try {
    return await connection.connectGetHostname();
  } finally {
    await connection.close();
  }
}

needs(ssh, 'an SSH server').describe('a host behind ssh', () => {
  let host: Hypervisor;

  beforeAll(async () => {
    host = await Hypervisor.start({ name: 'labtest-kvm1', subnet: 241, ssh });
  });

  afterAll(() => host.stop());

  it.each(['auto', 'native'])("is reached as root and as a user of libvirt's group, with proxy=%s", async (proxy) => {
    await expect(hostname(host.uri('root', { proxy }))).resolves.toBe('labtest-kvm1');
    await expect(hostname(host.uri('ops', { proxy }))).resolves.toBe('labtest-kvm1');
  });

  it('is reached through netcat', async () => {
    const netcat = ssh?.netcat ?? 'nc';
    await expect(hostname(host.uri('ops', { proxy: 'netcat', netcat }))).resolves.toBe('labtest-kvm1');
    await expect(hostname(host.uri('ops', { socket: '/run/libvirt/libvirt-sock', netcat }))).resolves.toBe('labtest-kvm1');
  });

  it("has a daemon for each user's session, which starts when it is asked", async () => {
    const connection = await Connection.open(host.uri('ops', {}, 'session'));
    expect(await connection.connectGetURI()).toBe('qemu:///session');
    expect(await connection.connectListAllNetworks()).toEqual([]);
    await connection.close();
    expect(host.run('ls', join(host.folder, 'home/.cache/libvirt'))).toContain('libvirt-sock');
  });

  it('leaves no process behind, here or there, when the connection is closed', async () => {
    const connection = await Connection.open(host.uri('root'));
    expect(host.pids('virt-ssh-helper')).toHaveLength(1);
    await connection.close();
    while (host.pids('virt-ssh-helper').length > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('is refused when its key has changed, in clear words, until the old key is deleted', async () => {
    const known = join(host.folder, 'known_hosts');
    const uri = host.uri('root', { known_hosts: known });
    await hostname(uri);
    await host.replaceHostKey();
    await expect(hostname(uri)).rejects.toMatchObject({
      code: ErrorCode.AUTH_FAILED,
      message: expect.stringMatching(
        new RegExp(`the host key of ${host.address} has changed.*delete line 1 of ${known} and connect again$`),
      ) as unknown,
    });
    writeFileSync(known, readFileSync(known, 'utf8').split('\n').slice(1).join('\n'));
    await expect(hostname(uri)).resolves.toBe('labtest-kvm1');
  });

  it('is refused when its key is not known and none is to be trusted', async () => {
    const uri = host.uri('root', { known_hosts: join(host.folder, 'none'), known_hosts_verify: 'normal' });
    await expect(hostname(uri)).rejects.toThrow(`the host key of ${host.address} is not known`);
  });

  it('says who is not let in', async () => {
    await expect(hostname(host.uri('stranger'))).rejects.toThrow('Permission denied (publickey');
  });

  it('says what it says when no command can be run there', async () => {
    await expect(hostname(host.uri('nobody'))).rejects.toThrow("it begins with 'This account is currently not available.'");
  });

  it('leads to what only it reaches, and is left without a trace', async () => {
    host.run('ip', 'address', 'add', '10.254.250.1/32', 'dev', 'lo');
    const server = `require("http").createServer((_, response) => response.end()).listen(8080, "10.254.250.1")`;
    host.run('sh', '-c', `'${process.execPath}' -e '${server}' >/dev/null 2>&1 &`);
    const network = new HostNetwork(host.uri('ops'));
    const dial = network.connect.bind(network);
    while (!(await answersHttp('http://10.254.250.1:8080/', 5000, dial)));
    const answers = await Promise.all(Array.from({ length: 20 }, () => answersHttp('http://10.254.250.1:8080/', 5000, dial)));
    expect(answers.every(Boolean)).toBe(true);
    await expect(greetsSsh('127.0.0.1', 5000, 22, dial)).resolves.toBe(true);
    await expect(answersHttp('http://10.254.250.1:8081/', 5000, dial)).resolves.toBe(false);
    expect(network.proxyCommand).toMatch(/^ssh .* -W \[%h\]:%p -- 10\.254\.241\.2$/);
    network.close();
    // The one that listens stays.
    while (host.pids('sshd').length > 1) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('says what the helper there says when there is no daemon, and is found again when there is one', async () => {
    const connection = await Connection.open(host.uri('root'), { reconnectTimeout: 60_000 });
    await host.killDaemon();
    await expect(hostname(host.uri('root'))).rejects.toThrow(/cannot reach root@10\.254\.241\.2 through ssh: .*libvirt-sock/);
    const starting = host.startDaemon();
    await expect(connection.connectGetHostname()).resolves.toBe('labtest-kvm1');
    await starting;
    await connection.close();
  });
});
