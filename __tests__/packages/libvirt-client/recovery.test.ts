import { ConnectionLostError, ErrorCode } from '@labcloud/libvirt-client';
import { KEEP_ALIVE, MessageType } from '../../../packages/libvirt-client/src/wire/message';
import { CLOSE, GET_HOSTNAME, SET_AUTOSTART, SUPPORTS_FEATURE, turn } from './support/daemon';
import { useDaemon, WEB } from './support/use-daemon';

const PING = 1;
const PONG = 2;

const { open, on, daemon } = useDaemon();

describe('when the daemon dies', () => {
  test('a call that changes something fails at once, saying that it may have been carried out', async () => {
    const connection = await open();
    on(SET_AUTOSTART, () => void daemon().die());
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
    expect(daemon().calls.filter((number) => number === SET_AUTOSTART)).toHaveLength(1);
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
    await daemon().die();
    await expect(lost).resolves.toMatchObject({ message: 'lost the connection to libvirt: the daemon closed it' });
    const call = connection.connectGetHostname();
    await turn();
    await daemon().listen();
    await expect(call).resolves.toBe('kvm1');
  });

  test('and stays away, calls fail after the time that they may take', async () => {
    const connection = await open({ reconnectTimeout: 60 });
    const lost = new Promise((resolve) => connection.onDisconnect(resolve));
    await daemon().die();
    await lost;
    await expect(connection.connectGetHostname()).rejects.toMatchObject({ code: ErrorCode.NO_CONNECT });
    await expect(connection.connectGetHostname()).rejects.toMatchObject({ code: ErrorCode.NO_CONNECT });
  });

  test('the end of the connection does not wait for it', async () => {
    const connection = await open();
    on(GET_HOSTNAME, () => true);
    on(CLOSE, () => void daemon().die());
    const call = connection.connectGetHostname();
    const closed = connection.close();
    await expect(call).rejects.toBeInstanceOf(ConnectionLostError);
    await closed;
  });
});

describe('keep-alive', () => {
  test('answers the pings of the daemon', async () => {
    await open();
    daemon().clients[0]?.message({ program: KEEP_ALIVE, procedure: PING, type: MessageType.EVENT });
    await turn();
    expect(daemon().seen.at(-1)).toMatchObject({ program: KEEP_ALIVE, procedure: PONG, type: MessageType.EVENT });
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
    expect(daemon().seen.some(({ program }) => program.number === KEEP_ALIVE.number)).toBe(false);
  });
});
