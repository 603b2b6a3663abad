import { Connection, ConnectionLostError, type Domain, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import fc from 'fast-check';
import { KEEP_ALIVE, MessageStatus, MessageType } from '../../../packages/libvirt-client/src/wire/message';
import { AUTH_LIST, CLOSE, Daemon, GET_HOSTNAME, OPEN, type Script, SET_AUTOSTART, SUPPORTS_FEATURE, turn } from './support/daemon';

const WEB: Domain = { name: 'web-1', uuid: '6d9b6c39-5a43-4f4c-8a55-0f5f6a3e0d11', id: -1 };
const REGISTER = 316;
const DEREGISTER = 317;
const LIFECYCLE = 318;
const PING = 1;
const PONG = 2;

let daemon: Daemon;
const connections: Connection[] = [];

beforeEach(async () => {
  daemon = await Daemon.listening();
});

afterEach(async () => {
  await Promise.all(connections.splice(0).map((connection) => connection.close()));
  await daemon.dispose();
});

async function open(options?: Parameters<typeof Connection.open>[1]): Promise<Connection> {
  const connection = await Connection.open(daemon.uri, options);
  connections.push(connection);
  return connection;
}

/** Answers a procedure as a script says and counts how often it was asked. */
function on(procedure: number, act: Script): { asked: number } {
  const counter = { asked: 0 };
  const before = daemon.script;
  daemon.script = (header, payload, client) => {
    if (header.type !== MessageType.CALL || header.procedure !== procedure) return before(header, payload, client);
    counter.asked++;
    act(header, payload, client);
    return true;
  };
  return counter;
}

describe('opening a connection', () => {
  test('authenticates before anything else', async () => {
    await open();
    expect(daemon.calls).toEqual([AUTH_LIST, OPEN, SUPPORTS_FEATURE]);
  });

  test('asks polkit when the daemon wants that', async () => {
    on(AUTH_LIST, (header, _payload, client) => client.reply(header, (writer) => [1, 2].forEach((value) => writer.int(value))));
    on(70, (header, _payload, client) => client.reply(header, (writer) => writer.int(1)));
    await open();
    expect(daemon.calls).toEqual([AUTH_LIST, 70, OPEN, SUPPORTS_FEATURE]);
  });

  test('says that SASL is not spoken', async () => {
    on(AUTH_LIST, (header, _payload, client) => client.reply(header, (writer) => [1, 1].forEach((value) => writer.int(value))));
    await expect(open()).rejects.toMatchObject({ code: ErrorCode.AUTH_FAILED });
  });

  test('fails with what the daemon says', async () => {
    on(OPEN, (header, _payload, client) => client.refuse(header, new LibvirtError(ErrorCode.NO_CONNECT, 'no connection driver', 0, 2)));
    await expect(open()).rejects.toMatchObject({ code: ErrorCode.NO_CONNECT, message: 'no connection driver' });
  });

  test('names the socket and the remedy where no daemon is', async () => {
    await daemon.die();
    await expect(open()).rejects.toMatchObject({
      code: ErrorCode.NO_CONNECT,
      message: `cannot connect to libvirt at ${daemon.path}: there is no such socket; is libvirtd or virtqemud running?`,
    });
  });

  test('gives up on a daemon that never answers', async () => {
    on(AUTH_LIST, () => true);
    await expect(open({ timeout: 50 })).rejects.toMatchObject({
      code: ErrorCode.NO_CONNECT,
      message: `libvirt at ${daemon.path} did not answer within 50 ms`,
    });
  });

  test('can be aborted', async () => {
    const controller = new AbortController();
    on(AUTH_LIST, () => controller.abort(new Error('enough')));
    await expect(open({ signal: controller.signal })).rejects.toThrow('enough');
  });

  test('of another host is refused with what can be reached', async () => {
    await expect(Connection.open('qemu+ssh://kvm1/system')).rejects.toMatchObject({ code: ErrorCode.NO_SUPPORT });
  });
});

describe('a call', () => {
  test('gets its own reply, in whatever order they come', async () => {
    const connection = await open();
    const held: (() => void)[] = [];
    on(5, (header, payload, client) => {
      payload.int();
      const type = payload.text(99);
      held.unshift(() => client.reply(header, (writer) => writer.int(Number(type))));
      if (held.length === 4) held.forEach((reply) => reply());
    });
    await expect(Promise.all(['1', '2', '3', '4'].map((type) => connection.connectGetMaxVcpus(type)))).resolves.toEqual([1, 2, 3, 4]);
  });

  test('waits for its turn when four others are open, so that the daemon goes on reading', async () => {
    const connection = await open();
    const held: (() => void)[] = [];
    const counter = on(
      GET_HOSTNAME,
      (header, _payload, client) => void held.push(() => client.reply(header, (writer) => writer.text('kvm1'))),
    );
    const calls = Array.from({ length: 6 }, () => connection.connectGetHostname());
    await turn();
    expect(counter.asked).toBe(4);
    while (held.length > 0) {
      held.shift()?.();
      await turn();
    }
    await expect(Promise.all(calls)).resolves.toHaveLength(6);
  });

  test('that cannot be written is refused before it is sent', async () => {
    const connection = await open();
    await expect(connection.domainLookupByUUID('web-1')).rejects.toMatchObject({
      code: ErrorCode.INVALID_ARG,
      message: "expected a UUID, got 'web-1'",
    });
    expect(daemon.calls).toHaveLength(3);
  });

  test('stops waiting when its signal says so, and the reply that comes late harms nobody', async () => {
    const connection = await open();
    const controller = new AbortController();
    let late: () => void = () => undefined;
    on(3, (header, _payload, client) => {
      late = () => client.reply(header, (writer) => writer.text('QEMU'));
      controller.abort(new Error('enough'));
    });
    await expect(connection.with({ signal: controller.signal }).connectGetType()).rejects.toThrow('enough');
    late();
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
    await expect(connection.with({ signal: controller.signal }).connectGetHostname()).rejects.toThrow('enough');
  });

  test('after the end of the connection says that it is closed', async () => {
    const connection = await open();
    await connection.close();
    await connection.close();
    expect(daemon.calls.at(-1)).toBe(CLOSE);
    await expect(connection.connectGetHostname()).rejects.toMatchObject({ code: ErrorCode.INVALID_CONN });
  });

  test('for a change of a network is sent in the order that the daemon takes', async () => {
    const connection = await open();
    const order: number[][] = [];
    let fixed = 1;
    on(SUPPORTS_FEATURE, (header, _payload, client) => client.reply(header, (writer) => writer.int(fixed)));
    on(291, (header, payload, client) => {
      payload.text(99);
      payload.fixedOpaque(16);
      order.push([payload.uint(), payload.uint()]);
      client.reply(header);
    });
    await connection.networkUpdate({ name: 'lan', uuid: WEB.uuid }, 3, 10, -1, '<host/>');
    fixed = 0;
    await connection.networkUpdate({ name: 'lan', uuid: WEB.uuid }, 3, 10, -1, '<host/>');
    expect(order).toEqual([
      [3, 10],
      [10, 3],
    ]);
  });
});

describe('a reply that makes no sense', () => {
  test.each<[string, Script, string]>([
    ['is cut short', (header, _payload, client) => client.reply(header, (writer) => writer.uint(9)), 'needed 12 bytes, 0 are left'],
    [
      'goes on',
      (header, _payload, client) => client.reply(header, (writer) => writer.text('x'.repeat(9)) ?? writer.int(1)),
      '4 bytes too many',
    ],
    ['is for another procedure', (header, _payload, client) => client.reply({ ...header, procedure: 3 }), 'it answers procedure 3, not 59'],
    ['has no such status', (header, _payload, client) => client.reply({ ...header, status: 7 }), 'no reply has the status 7'],
  ])('fails only its call if it %s', async (_name, reply, problem) => {
    const connection = await open();
    const answered = daemon.script;
    on(GET_HOSTNAME, reply);
    await expect(connection.connectGetHostname()).rejects.toMatchObject({
      code: ErrorCode.RPC,
      message: `cannot read the daemon's reply: ${problem}`,
    });
    daemon.script = answered;
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
  });

  test.each<[string, Buffer]>([
    ['an impossible length', Buffer.from('00000003', 'hex')],
    ['a huge length', Buffer.from('7fffffff', 'hex')],
    ['an unknown type', Buffer.from(`0000001c${'20008086'}${'00000001'}${'00000001'}${'00000009'}${'00000000'}${'00000000'}`, 'hex')],
  ])('ends the link if it has %s', async (_name, bytes) => {
    const connection = await open();
    on(SET_AUTOSTART, (_header, _payload, client) => void client.socket.write(bytes));
    await expect(connection.domainSetAutostart(WEB, true)).rejects.toThrow(/^lost the connection to libvirt: malformed message: /);
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
  });

  test('never leaves a call without an end, whatever bytes come before the daemon hangs up', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), async (noise, valid) => {
        const connection = await open({ keepAlive: false });
        daemon.script = (header, _payload, client) => {
          if (header.procedure !== SET_AUTOSTART) return;
          if (valid)
            client.message({ ...header, type: MessageType.REPLY, status: MessageStatus.ERROR }, (writer) => writer.fixedOpaque(noise));
          else client.socket.write(noise);
          client.socket.end();
          return true;
        };
        await expect(connection.domainSetAutostart(WEB, true)).rejects.toBeInstanceOf(LibvirtError);
        await connection.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('when the daemon dies', () => {
  test('a call that changes something fails at once, saying that it may have been carried out', async () => {
    const connection = await open();
    on(SET_AUTOSTART, () => void daemon.die());
    const failure = connection.domainSetAutostart(WEB, true);
    await expect(failure).rejects.toBeInstanceOf(ConnectionLostError);
    await expect(failure).rejects.toMatchObject({ code: ErrorCode.RPC, sent: true });
  });

  test('calls that only look, and those that never left, are made again on a new link', async () => {
    const connection = await open();
    let deaths = 0;
    const dying = on(GET_HOSTNAME, (header, _payload, client) => {
      if (deaths > 0) return client.reply(header, (writer) => writer.text('kvm1'));
      deaths++;
      client.socket.destroy();
    });
    const looks = Array.from({ length: 4 }, () => connection.connectGetHostname());
    const changes = connection.domainSetAutostart(WEB, true);
    await expect(Promise.all(looks)).resolves.toEqual(['kvm1', 'kvm1', 'kvm1', 'kvm1']);
    await changes;
    expect(dying.asked).toBeGreaterThan(4);
    expect(daemon.calls.filter((number) => number === SET_AUTOSTART)).toHaveLength(1);
  });

  test('a call is not repeated for ever', async () => {
    const connection = await open();
    const counter = on(GET_HOSTNAME, (_header, _payload, client) => void client.socket.destroy());
    await expect(connection.connectGetHostname()).rejects.toBeInstanceOf(ConnectionLostError);
    expect(counter.asked).toBe(2);
  });

  test('the next call waits for it to come back', async () => {
    const connection = await open();
    const lost = new Promise<ConnectionLostError>((resolve) => connection.onDisconnect(resolve));
    await daemon.die();
    await expect(lost).resolves.toMatchObject({ message: 'lost the connection to libvirt: the daemon closed it' });
    const call = connection.connectGetHostname();
    await turn();
    await daemon.listen();
    await expect(call).resolves.toBe('kvm1');
  });

  test('and stays away, calls fail after the time that they may take', async () => {
    const connection = await open({ reconnectTimeout: 60 });
    const lost = new Promise((resolve) => connection.onDisconnect(resolve));
    await daemon.die();
    await lost;
    await expect(connection.connectGetHostname()).rejects.toMatchObject({ code: ErrorCode.NO_CONNECT });
    await expect(connection.connectGetHostname()).rejects.toMatchObject({ code: ErrorCode.NO_CONNECT });
  });

  test('the end of the connection does not wait for it', async () => {
    const connection = await open();
    on(GET_HOSTNAME, () => true);
    on(CLOSE, () => void daemon.die());
    const call = connection.connectGetHostname();
    const closed = connection.close();
    await expect(call).rejects.toBeInstanceOf(ConnectionLostError);
    await closed;
  });
});

describe('keep-alive', () => {
  test('answers the pings of the daemon', async () => {
    await open();
    daemon.clients[0]?.message({ program: KEEP_ALIVE, procedure: PING, type: MessageType.EVENT });
    await turn();
    expect(daemon.seen.at(-1)).toMatchObject({ program: KEEP_ALIVE, procedure: PONG, type: MessageType.EVENT });
  });

  test('ends the link to a daemon that answers nothing any more', async () => {
    const connection = await open({ keepAlive: { interval: 10, count: 2 } });
    on(SET_AUTOSTART, () => true);
    await expect(connection.domainSetAutostart(WEB, true)).rejects.toThrow('lost the connection to libvirt: the daemon does not answer');
  });

  test('is left out with a daemon that does not know it', async () => {
    on(SUPPORTS_FEATURE, (header, _payload, client) => client.reply(header, (writer) => writer.int(0)));
    await open({ keepAlive: { interval: 5, count: 1 } });
    await turn();
    expect(daemon.seen.some(({ program }) => program.number === KEEP_ALIVE.number)).toBe(false);
  });
});

describe('events', () => {
  function announce(event: number): void {
    daemon.clients[0]?.message({ procedure: LIFECYCLE, type: MessageType.EVENT }, (writer) => {
      writer.int(1);
      writer.text(WEB.name);
      writer.fixedOpaque(Buffer.from(WEB.uuid.replaceAll('-', ''), 'hex'));
      for (const value of [WEB.id, event, 0]) writer.int(value);
    });
  }

  let registrations: { asked: number };
  let ends: { asked: number };

  beforeEach(() => {
    registrations = on(REGISTER, (header, payload, client) => {
      expect([payload.int(), payload.int()]).toEqual([0, 0]);
      client.reply(header, (writer) => writer.int(1));
    });
    ends = on(DEREGISTER, (header, _payload, client) => client.reply(header));
  });

  test('reach all who listen, over one registration that ends with the last of them', async () => {
    const connection = await open();
    const seen: string[] = [];
    const first = await connection.onDomainEvent('lifecycle', ({ event }) => seen.push(`first ${event}`));
    const second = await connection.onDomainEvent('lifecycle', ({ domain }) => seen.push(`second ${domain.name}`));
    announce(2);
    await turn();
    await first();
    announce(5);
    await turn();
    expect(seen).toEqual(['first 2', 'second web-1', 'second web-1']);
    expect([registrations.asked, ends.asked]).toEqual([1, 0]);
    await second();
    await second();
    expect(ends.asked).toBe(1);
    announce(2);
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
    expect(seen).toHaveLength(3);
  });

  test('are asked for again on a new link', async () => {
    const connection = await open();
    const seen: number[] = [];
    await connection.onDomainEvent('lifecycle', ({ event }) => seen.push(event));
    await daemon.die();
    await daemon.listen();
    await connection.connectGetHostname();
    expect(registrations.asked).toBe(2);
    announce(3);
    await turn();
    expect(seen).toEqual([3]);
  });

  test('that nobody asked for, and replies to nobody, are ignored', async () => {
    const connection = await open();
    announce(2);
    daemon.clients[0]?.message({ type: MessageType.REPLY, serial: 4711 });
    daemon.clients[0]?.message({ type: MessageType.STREAM, serial: 4711 });
    await expect(connection.connectGetHostname()).resolves.toBe('kvm1');
  });

  test('of an unknown kind cannot be listened to', async () => {
    const connection = await open();
    await expect(connection.onDomainEvent('birth' as 'lifecycle', () => undefined)).rejects.toThrow(
      /^there is no event 'birth'; known are lifecycle, /,
    );
  });

  test('can be waited for after what causes them', async () => {
    const connection = await open();
    const stopped = connection.waitForDomainEvent('lifecycle', { matches: ({ event }) => event === 5, timeout: 60_000 }, async () => {
      announce(4);
      announce(5);
    });
    await expect(stopped).resolves.toMatchObject({ domain: WEB, event: 5 });
    expect(ends.asked).toBe(1);
  });

  test.each<[string, (connection: Connection) => Promise<unknown>, string]>([
    ['do not come', async () => undefined, "no event 'lifecycle' came within 30 ms"],
    ['have a cause that fails', () => Promise.reject(new Error('no such device')), 'no such device'],
    ['are cut off with the daemon', () => daemon.die(), 'lost the connection to libvirt: the daemon closed it'],
  ])('that %s end the wait', async (_name, cause, message) => {
    const connection = await open();
    const waiting = connection.waitForDomainEvent('lifecycle', { matches: () => true, timeout: 30 }, () => cause(connection));
    await expect(waiting).rejects.toThrow(message);
  });
});
