import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, parseURI } from '@labcloud/libvirt-client';
import { procedures } from '../../../packages/libvirt-client/src/procedures';
import { FrameSplitter } from '../../../packages/libvirt-client/src/wire/frame-splitter';
import { MessageType, readHeader } from '../../../packages/libvirt-client/src/wire/message';
import { XdrReader } from '../../../packages/libvirt-client/src/xdr/reader';
import { isEmpty, Workspace } from './harness';
import { sweep } from './sweep';

const PREFIX = 'labtest-lost-';
const resources = {
  libvirt_network: { lan: { name: `${PREFIX}lan`, bridge: { name: 'labtestlost0' } } },
  libvirt_domain: {
    vm: {
      name: `${PREFIX}vm`,
      type: 'qemu',
      memory: 48,
      memory_unit: 'MiB',
      vcpu: 1,
      os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
      update: { shutdown: { timeout: 0 } },
      destroy: { graceful: false },
    },
  },
};

let folder: string;
let server: Server;
let connection: Connection;
let workspace: Workspace;
/** The procedure whose first answer gets lost, and the connection with it. */
let fatal: number | undefined;

/** Stands between the provider and the daemon; the daemon carries the fatal call out. */
function relay(client: Socket): void {
  const daemon = connect({ path: parseURI('qemu:///system').sockets.find((path) => existsSync(path)) ?? '' });
  const splitter = new FrameSplitter();
  let doomed: number | undefined;
  for (const socket of [client, daemon])
    socket.on('error', () => undefined).on('close', () => [client, daemon].forEach((end) => end.destroy()));
  client.pipe(daemon);
  client.on('data', (bytes: Buffer) => {
    for (const frame of splitter.push(Buffer.from(bytes))) {
      const { type, procedure, serial } = readHeader(new XdrReader(frame));
      if (type === MessageType.CALL && procedure === fatal) doomed = serial;
    }
  });
  const answers = new FrameSplitter();
  daemon.on('data', (bytes: Buffer) => {
    const headers = answers.push(Buffer.from(bytes)).map((frame) => readHeader(new XdrReader(frame)));
    if (!headers.some(({ type, serial }) => type === MessageType.REPLY && serial === doomed)) return void client.write(bytes);
    fatal = undefined;
    client.destroy();
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), PREFIX));
  server = createServer(relay);
  await new Promise<void>((resolve) => server.listen(join(folder, 'sock'), resolve));
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  workspace = await Workspace.create();
  workspace.configure(resources, `qemu:///system?socket=${join(folder, 'sock')}`);
});

afterAll(async () => {
  await workspace.remove();
  await sweep(connection, PREFIX);
  await connection.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

it.each([
  ['a machine that was defined', procedures.domainDefineXMLFlags.number],
  ['a machine that was started', procedures.domainCreateWithFlags.number],
  ['a network that was defined', procedures.networkDefineXML.number],
  ['a network that was started', procedures.networkCreate.number],
])('what became of %s while its answer got lost is known to the next apply', async (_what, procedure) => {
  fatal = procedure;
  const { status, output } = await workspace.tryApply();
  expect(status).toBe(1);
  expect(output).toContain('lost the connection to libvirt');
  await workspace.apply();
  expect(isEmpty(await workspace.plan())).toBe(true);
  const names = (await connection.connectListAllDomains()).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith(PREFIX))).toEqual([`${PREFIX}vm`]);
  await workspace.destroy();
});
