import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextRound, setTimeout as sleep } from 'node:timers/promises';
import { type LibvirtError } from '@labcloud/libvirt-client';
import { libvirtError } from '../../../../packages/libvirt-client/src/errors';
import { FrameSplitter } from '../../../../packages/libvirt-client/src/wire/frame-splitter';
import {
  type Header,
  KEEP_ALIVE,
  MessageStatus,
  MessageType,
  messageWriter,
  readHeader,
  REMOTE,
  seal,
} from '../../../../packages/libvirt-client/src/wire/message';
import { XdrReader } from '../../../../packages/libvirt-client/src/xdr/reader';
import { type XdrWriter } from '../../../../packages/libvirt-client/src/xdr/writer';

export const AUTH_LIST = 66;
export const OPEN = 1;
export const CLOSE = 2;
export const SUPPORTS_FEATURE = 60;
export const GET_HOSTNAME = 59;
export const SET_AUTOSTART = 29;

/** One client of the daemon. */
export interface Client {
  socket: Socket;
  reply(header: Header, write?: (writer: XdrWriter) => void): void;
  refuse(header: Header, error: LibvirtError): void;
  message(header: Partial<Header>, write?: (writer: XdrWriter) => void): void;
}

/** What the daemon does with a message; unless it returns true, handshakes are answered as libvirtd would. */
export type Script = (header: Header, payload: XdrReader, client: Client) => unknown;

/** A server of the same protocol that does what a test says, for what a sane libvirtd never does. */
export class Daemon {
  readonly seen: Header[] = [];
  readonly clients: Client[] = [];
  readonly directory = mkdtempSync(join(tmpdir(), 'libvirt-client-'));
  readonly path = join(this.directory, 'sock');
  readonly uri = `qemu:///system?socket=${this.path}`;
  private server: Server | undefined;

  constructor(public script: Script = () => undefined) {}

  static async listening(script?: Script): Promise<Daemon> {
    const daemon = new Daemon(script);
    await daemon.listen();
    return daemon;
  }

  listen(): Promise<void> {
    const server = createServer((socket) => this.accept(socket));
    this.server = server;
    return new Promise((resolve) => server.listen(this.path, resolve));
  }

  /** Dies: cuts every client off and stops listening. */
  async die(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const { socket } of this.clients.splice(0)) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  async dispose(): Promise<void> {
    await this.die();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** The numbers of the procedures called so far. */
  get calls(): number[] {
    return this.seen
      .filter(({ type, program }) => type === MessageType.CALL && program.number === REMOTE.number)
      .map(({ procedure }) => procedure);
  }

  private accept(socket: Socket): void {
    const splitter = new FrameSplitter();
    const client: Client = {
      socket,
      reply: (header, write) => client.message({ ...header, type: MessageType.REPLY }, write),
      refuse: (header, error) =>
        client.message({ ...header, type: MessageType.REPLY, status: MessageStatus.ERROR }, (writer) => libvirtError.encode(writer, error)),
      message: (header, write) => {
        const writer = messageWriter();
        write?.(writer);
        const whole = { program: REMOTE, procedure: 0, type: MessageType.REPLY, serial: 0, status: MessageStatus.OK, ...header };
        socket.write(seal(writer.bytes(), whole));
      },
    };
    this.clients.push(client);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const frame of splitter.push(chunk)) {
        const reader = new XdrReader(frame);
        const header = readHeader(reader);
        this.seen.push(header);
        if (this.script(header, reader, client) !== true) answer(header, client);
      }
    });
  }
}

/** Lets what is under way in this process happen: several rounds of the event loop, however slow the machine is. */
export async function turn(): Promise<void> {
  for (let round = 0; round < 10; round++) {
    await sleep(2);
    await nextRound();
  }
}

function answer(header: Header, client: Client): void {
  if (header.program.number === KEEP_ALIVE.number || header.type !== MessageType.CALL) return;
  switch (header.procedure) {
    case AUTH_LIST:
      return client.reply(header, (writer) => {
        writer.uint(1);
        writer.int(0);
      });
    case OPEN:
    case CLOSE:
    case SET_AUTOSTART:
      return client.reply(header);
    case SUPPORTS_FEATURE:
      return client.reply(header, (writer) => writer.int(1));
    case GET_HOSTNAME:
      return client.reply(header, (writer) => writer.text('kvm1'));
  }
}
