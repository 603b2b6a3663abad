import { Connection, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { AUTH_LIST, CLOSE, GET_HOSTNAME, OPEN, SUPPORTS_FEATURE, turn } from './support/daemon';
import { useDaemon, WEB } from './support/use-daemon';

const { open, on, daemon } = useDaemon();

describe('opening a connection', () => {
  test('authenticates before anything else', async () => {
    await open();
    expect(daemon().calls).toEqual([AUTH_LIST, OPEN, SUPPORTS_FEATURE]);
  });

  test('asks polkit when the daemon wants that', async () => {
    on(AUTH_LIST, (header, _payload, client) => client.reply(header, (writer) => [1, 2].forEach((value) => writer.int(value))));
    on(70, (header, _payload, client) => client.reply(header, (writer) => writer.int(1)));
    await open();
    expect(daemon().calls).toEqual([AUTH_LIST, 70, OPEN, SUPPORTS_FEATURE]);
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
    await daemon().die();
    await expect(open()).rejects.toMatchObject({
      code: ErrorCode.NO_CONNECT,
      message: `cannot connect to libvirt at ${daemon().path}: there is no such socket; is libvirtd or virtqemud running?`,
    });
  });

  test('gives up on a daemon that never answers', async () => {
    on(AUTH_LIST, () => true);
    await expect(open({ timeout: 50 })).rejects.toMatchObject({
      code: ErrorCode.NO_CONNECT,
      message: `libvirt at ${daemon().path} did not answer within 50 ms`,
    });
  });

  test('can be aborted', async () => {
    const controller = new AbortController();
    on(AUTH_LIST, () => controller.abort(new Error('enough')));
    await expect(open({ signal: controller.signal })).rejects.toThrow('enough');
  });

  test('of another host is refused with what can be reached', async () => {
    await expect(Connection.open('qemu+tls://kvm1/system')).rejects.toMatchObject({ code: ErrorCode.NO_SUPPORT });
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
    expect(daemon().calls).toHaveLength(3);
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
    expect(daemon().calls.at(-1)).toBe(CLOSE);
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
