import { X509Certificate } from 'node:crypto';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { makeCertificate } from '../../../packages/terraform-plugin/src/server/certificate';
import { readInvitation } from '../../../packages/terraform-plugin/src/server/handshake';
import { Workspace } from './fixtures/workspace';

const COOKIE = { TF_PLUGIN_MAGIC_COOKIE: 'd602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2' };

const workspace = new Workspace('contract');
const providers: ChildProcess[] = [];
const orphans: number[] = [];
afterAll(() => {
  for (const pid of orphans) process.kill(pid, 'SIGKILL');
  for (const provider of providers) provider.kill('SIGKILL');
  workspace.remove();
});

/** A provider that has shaken hands, with the parts of its line. */
async function started(environment: NodeJS.ProcessEnv) {
  const provider = spawn(workspace.executable, [], {
    env: { ...process.env, ...COOKIE, PLUGIN_UNIX_SOCKET_DIR: workspace.directory, ...environment },
  });
  providers.push(provider);
  const lines: string[] = [];
  provider.stdout.on('data', (data: Buffer) => lines.push(data.toString()));
  await once(provider.stdout, 'data');
  return { provider, lines, parts: (lines[0] ?? '').trimEnd().split('|') };
}

test('a provider that is started by hand says so and ends with status 1', () => {
  const { status, stdout, stderr } = spawnSync(workspace.executable, { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toContain('This program is the provider "contract" for Terraform, which starts it by itself.');
  expect(stdout).toBe('a library that prints before the handshake\n');
});

test('a provider refuses a Terraform that does not speak protocol 6', () => {
  expect(() => readInvitation({ ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: '4,5' }, 'contract')).toThrow(
    /speaks plugin protocol 6, which this Terraform does not/,
  );
});

test('the socket gets a short path even if the folder for it has a long one', () => {
  const { socketPath } = readInvitation({ ...COOKIE, PLUGIN_UNIX_SOCKET_DIR: `/tmp/${'long/'.repeat(30)}` }, 'contract');
  expect(socketPath).toMatch(/^\/tmp\/plugin-[0-9a-f]{16}$/);
});

test('a provider whose Terraform is gone before it can be told anything ends, and leaves no socket', async () => {
  const folder = mkdtempSync(join(workspace.directory, 'gone-'));
  const provider = spawn(workspace.executable, [], { env: { ...process.env, ...COOKIE, PLUGIN_UNIX_SOCKET_DIR: folder } });
  providers.push(provider);
  provider.stdout.destroy();
  provider.stderr.destroy();
  expect(await once(provider, 'exit')).toEqual([1, null]);
  expect(readdirSync(folder)).toEqual([]);
});

test('the handshake is the only line on stdout, and its certificate the one of the socket', async () => {
  const client = makeCertificate();
  const { provider, lines, parts } = await started({ PLUGIN_CLIENT_CERT: client.certificatePem, PLUGIN_PROTOCOL_VERSIONS: '5,6' });
  const [core, protocol, network, path = '', kind, certificate = ''] = parts;
  expect([core, protocol, network, kind]).toEqual(['1', '6', 'unix', 'grpc']);
  expect(certificate).not.toContain('=');
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const ca = new X509Certificate(Buffer.from(certificate, 'base64')).toString();
  const socket = connect({ path, ca, servername: 'localhost', key: client.keyPem, cert: client.certificatePem, ALPNProtocols: ['h2'] });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  expect(socket.alpnProtocol).toBe('h2');
  socket.destroy();

  provider.kill('SIGINT');
  provider.kill('SIGTERM');
  expect(await once(provider, 'exit')).toEqual([0, null]);
  expect(existsSync(path)).toBe(false);
  expect(lines).toHaveLength(1);
});

test.each([
  ['without a certificate', {}],
  ['with another certificate', ((other) => ({ key: other.keyPem, cert: other.certificatePem }))(makeCertificate())],
])('a client %s is turned away', async (_, identity) => {
  const { provider, parts } = await started({ PLUGIN_CLIENT_CERT: makeCertificate().certificatePem });
  const socket = connect({ path: parts[3] ?? '', rejectUnauthorized: false, ALPNProtocols: ['h2'], ...identity });
  const turnedAway = new Promise((resolve) => socket.on('error', () => resolve(true)).on('close', () => resolve(true)));
  socket.resume();
  expect(await turnedAway).toBe(true);
  provider.kill('SIGTERM');
  await once(provider, 'exit');
});

test('without mutual TLS the certificate is left out', async () => {
  const { provider, parts } = await started({});
  expect(parts).toEqual(['1', '6', 'unix', expect.any(String), 'grpc', '']);
  provider.kill('SIGTERM');
  await once(provider, 'exit');
  expect(readdirSync(workspace.directory).filter((file) => file.startsWith('plugin-'))).toEqual([]);
});

test('a provider ends whose Terraform was killed before it connected', async () => {
  const environment = { ...process.env, ...COOKIE, PLUGIN_UNIX_SOCKET_DIR: workspace.directory };
  const parent = spawn('sh', ['-c', '"$0" & echo $! >&2; wait', workspace.executable], { env: environment });
  const [pid] = (await once(parent.stderr, 'data')) as [Buffer];
  orphans.push(Number(pid));
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const [, , , path = ''] = line.toString().split('|');
  expect(existsSync(path)).toBe(true);
  parent.kill('SIGKILL');
  // The provider holds the other end of the pipes.
  parent.stdout.resume();
  parent.stderr.resume();
  await once(parent, 'close');
  orphans.pop();
  expect(existsSync(path)).toBe(false);
});

test('certificates of every length can be read', () => {
  for (let count = 0; count < 100; count++) {
    const { der, certificatePem } = makeCertificate();
    const read = new X509Certificate(certificatePem);
    expect(read.raw.equals(der)).toBe(true);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.checkHost('localhost')).toBe('localhost');
  }
});

test('certificates are dated as X.509 has it, before 2050 and after', () => {
  const { certificatePem } = makeCertificate(Date.UTC(2049, 11, 1));
  expect(new X509Certificate(certificatePem).validTo).toMatch(/2050 GMT$/);
});
