import {
  Connection,
  ConnectionLostError,
  type DownloadStream,
  ErrorCode,
  LibvirtError,
  StorageVolUploadFlags,
  type UploadStream,
} from '@labcloud/libvirt-client';
import { libvirtError } from '../../../../packages/libvirt-client/src/errors';
import { type Header, MessageStatus, MessageType } from '../../../../packages/libvirt-client/src/wire/message';
import { type Client, Daemon, GET_HOSTNAME, turn } from '../support/daemon';

const VOLUME = { pool: 'pool', name: 'disk', key: '/pool/disk' };
const UPLOAD = 208;
const DOWNLOAD = 209;
const PACKET = 262_120;

interface Packet {
  type: number;
  status: number;
  data: Buffer;
}

let daemon: Daemon;
let connection: Connection;
let packets: Packet[];
let opened: { header: Header; client: Client };
/** What the daemon does with a packet; by default it takes data and confirms the end. */
let onPacket: (packet: Packet, header: Header, client: Client) => unknown;

beforeEach(async () => {
  packets = [];
  onPacket = ({ status }, header, client) => {
    if (status !== MessageStatus.CONTINUE) client.message({ ...header, status: MessageStatus.OK });
  };
  daemon = await Daemon.listening((header, payload, client) => {
    if (header.type === MessageType.STREAM || header.type === MessageType.STREAM_HOLE) {
      const packet = { type: header.type, status: header.status, data: Buffer.from(payload.rest()) };
      packets.push(packet);
      onPacket(packet, header, client);
    } else if (header.procedure === UPLOAD || header.procedure === DOWNLOAD) {
      opened = { header, client };
      client.reply(header);
      return true;
    }
    return false;
  });
  connection = await Connection.open(daemon.uri);
});

afterEach(async () => {
  await connection.close();
  await daemon.dispose();
});

function send(packet: Partial<Packet>): void {
  const { type = MessageType.STREAM, status = MessageStatus.CONTINUE, data = Buffer.alloc(0) } = packet;
  opened.client.message({ ...opened.header, type, status }, (writer) => writer.fixedOpaque(data));
}

function refuse(type: number = MessageType.STREAM): void {
  const error = new LibvirtError(ErrorCode.SYSTEM_ERROR, 'No space left on device', 38, 2);
  opened.client.message({ ...opened.header, type, status: MessageStatus.ERROR }, (writer) => libvirtError.encode(writer, error));
}

describe('an upload', () => {
  let upload: UploadStream;

  beforeEach(async () => {
    upload = await connection.storageVolUpload(VOLUME, 0, 0, StorageVolUploadFlags.SPARSE_STREAM);
  });

  test('sends bytes in packets that every libvirt takes, holes in between, and waits until they are stored', async () => {
    const data = Buffer.alloc(PACKET + 5, 'x');
    await upload.write(data);
    await upload.hole(1 << 20);
    await upload.write(Buffer.from('end'));
    await upload.finish();
    expect(packets.map(({ type, status, data: { length } }) => [type, status, length])).toEqual([
      [MessageType.STREAM, MessageStatus.CONTINUE, PACKET],
      [MessageType.STREAM, MessageStatus.CONTINUE, 5],
      [MessageType.STREAM_HOLE, MessageStatus.CONTINUE, 12],
      [MessageType.STREAM, MessageStatus.CONTINUE, 3],
      [MessageType.STREAM, MessageStatus.OK, 0],
    ]);
    expect(packets[2]?.data.toString('hex')).toBe('0000000000100000' + '00000000');
  });

  test('waits when the daemon does not keep up', async () => {
    opened.client.socket.pause();
    let written = 0;
    const writing = (async () => {
      for (; written < 32; written++) await upload.write(Buffer.alloc(1 << 20));
      await upload.finish();
    })();
    await turn();
    expect(written).toBeLessThan(16);
    opened.client.socket.resume();
    await writing;
    expect(packets.reduce((sum, { data }) => sum + data.length, 0)).toBe(32 << 20);
  });

  test.each([
    ['data', MessageType.STREAM],
    ['holes', MessageType.REPLY],
  ])('fails with what the daemon says about %s, then and afterwards', async (_name, type) => {
    onPacket = () => refuse(type);
    await upload.write(Buffer.from('x'));
    await expect(upload.finish()).rejects.toMatchObject({ code: ErrorCode.SYSTEM_ERROR, message: 'No space left on device' });
    await expect(upload.write(Buffer.from('x'))).rejects.toThrow('No space left on device');
    await upload.abort();
  });

  test('can be given up, once', async () => {
    await upload.write(Buffer.from('x'));
    await upload.abort();
    await upload.abort();
    expect(packets.at(-1)?.status).toBe(MessageStatus.ERROR);
    expect(packets).toHaveLength(2);
    await expect(upload.write(Buffer.from('x'))).rejects.toMatchObject({ code: ErrorCode.INVALID_STREAM });
  });

  test('ends with the daemon', async () => {
    onPacket = () => daemon.die();
    await upload.write(Buffer.from('x'));
    await expect(upload.finish()).rejects.toBeInstanceOf(ConnectionLostError);
    await upload.abort();
  });

  test('ends with its signal, and takes its link with it', async () => {
    const controller = new AbortController();
    upload = await connection.with({ signal: controller.signal }).storageVolUpload(VOLUME, 0, 0);
    const { socket } = opened.client;
    onPacket = () => undefined;
    const finished = upload.write(Buffer.from('x')).then(() => upload.finish());
    await turn();
    controller.abort(new Error('enough'));
    await expect(finished).rejects.toThrow('enough');
    await turn();
    expect(socket.destroyed).toBe(true);
    await expect(upload.write(Buffer.from('x'))).rejects.toThrow('enough');
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
  });

  test.each([0, -1, NaN])('has no hole of %d bytes', async (length) => {
    await expect(upload.hole(length)).rejects.toMatchObject({ code: ErrorCode.INVALID_ARG });
  });

  test('has no holes unless it was opened as a sparse one', async () => {
    const dense = await connection.storageVolUpload(VOLUME, 0, 0);
    await expect(dense.hole(5)).rejects.toMatchObject({ code: ErrorCode.OPERATION_INVALID });
  });

  test('that the daemon refuses to open says why', async () => {
    daemon.script = (header, _payload, client) => {
      if (header.procedure !== UPLOAD) return false;
      client.refuse(header, new LibvirtError(ErrorCode.NO_STORAGE_VOL, 'no such volume', 18, 2));
      return true;
    };
    await expect(connection.storageVolUpload(VOLUME, 0, 0)).rejects.toMatchObject({ code: ErrorCode.NO_STORAGE_VOL });
  });
});

describe('a download', () => {
  let download: DownloadStream;

  beforeEach(async () => {
    download = await connection.storageVolDownload(VOLUME, 0, 0);
  });

  test('gives data and holes in their order, to the end', async () => {
    send({ data: Buffer.from('abcd') });
    send({ type: MessageType.STREAM_HOLE, data: Buffer.from('000000000000100000000000', 'hex') });
    send({ data: Buffer.from('efgh') });
    send({});
    const seen: unknown[] = [];
    for await (const part of download) seen.push(Buffer.isBuffer(part) ? part.toString() : part);
    expect(seen).toEqual(['abcd', { hole: 4096 }, 'efgh']);
    expect(packets.map(({ status }) => status)).toEqual([MessageStatus.OK]);
  });

  test('aborts when the loop is left', async () => {
    send({ data: Buffer.from('abcd') });
    for await (const part of download) {
      expect(part.toString()).toBe('abcd');
      break;
    }
    expect(packets.map(({ status }) => status)).toEqual([MessageStatus.ERROR]);
  });

  test('gives what came before an error, then the error', async () => {
    send({ data: Buffer.from('abcd') });
    refuse();
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const part of download) seen.push(part.toString());
    })();
    await expect(reading).rejects.toThrow('No space left on device');
    expect(seen).toEqual(['abcd']);
  });

  test('that nobody reads slows the daemon down, but holds up no calls', async () => {
    const { socket } = opened.client;
    const chunk = Buffer.alloc(1 << 20);
    for (let sent = 0; sent < 32; sent++) send({ data: chunk });
    send({});
    await turn();
    expect(socket.writableLength).toBeGreaterThan(0);
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
    expect(daemon.calls).toContain(GET_HOSTNAME);
    let bytes = 0;
    for await (const part of download) bytes += (part as Buffer).length;
    expect(bytes).toBe(32 << 20);
  });

  test('ends with the daemon', async () => {
    const reading = (async () => {
      for await (const part of download) expect(part).toBeDefined();
    })();
    await turn();
    await daemon.die();
    await expect(reading).rejects.toBeInstanceOf(ConnectionLostError);
  });
});

describe('the link of a stream', () => {
  const links = (): Client[] => daemon.clients.filter(({ socket }) => !socket.destroyed);

  async function open(signal?: AbortSignal): Promise<{ upload: UploadStream; client: Client }> {
    const upload = await connection.with({ signal }).storageVolUpload(VOLUME, 0, 0);
    return { upload, client: opened.client };
  }

  test('carries nothing else: neither calls, nor another stream', async () => {
    const [calls] = links();
    const first = await open();
    const second = await open();
    await connection.connectGetHostname();
    expect(new Set([calls, first.client, second.client]).size).toBe(3);
    expect(links()).toHaveLength(3);
  });

  test('serves the next one when the first has ended well', async () => {
    const first = await open();
    await first.upload.finish();
    const second = await open();
    expect(second.client).toBe(first.client);
  });

  test('serves no other one when the daemon said that it failed', async () => {
    const first = await open();
    refuse();
    await expect(first.upload.finish()).rejects.toThrow('No space left on device');
    await turn();
    expect(first.client.socket.destroyed).toBe(true);
    expect((await open()).client).not.toBe(first.client);
  });

  test('that went while it was not used is replaced', async () => {
    const first = await open();
    await first.upload.finish();
    first.client.socket.destroy();
    await turn();
    await (await open()).upload.finish();
    expect(links()).toHaveLength(2);
  });

  test('ends with the connection', async () => {
    const { upload } = await open();
    await (await open()).upload.finish();
    await connection.close();
    await expect(upload.finish()).rejects.toBeInstanceOf(ConnectionLostError);
    await turn();
    expect(links()).toEqual([]);
    await expect(open()).rejects.toMatchObject({ code: ErrorCode.INVALID_CONN });
  });

  test('stays when many are open at once, but for a few', async () => {
    const many = await Promise.all(Array.from({ length: 10 }, () => connection.storageVolUpload(VOLUME, 0, 0)));
    expect(links()).toHaveLength(11);
    await Promise.all(many.map((upload) => upload.finish()));
    await turn();
    expect(links()).toHaveLength(5);
  });

  test('that cannot be made fails all who wait for one, and no one after them', async () => {
    const patient = await Connection.open(daemon.uri, { timeout: 200 });
    const { script } = daemon;
    daemon.script = () => true;
    const many = await Promise.allSettled(Array.from({ length: 10 }, () => patient.storageVolUpload(VOLUME, 0, 0)));
    expect(new Set(many.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(daemon.clients).toHaveLength(3);
    daemon.script = script;
    await (await patient.storageVolUpload(VOLUME, 0, 0)).finish();
    await patient.close();
  });
});
