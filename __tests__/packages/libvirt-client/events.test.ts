import { type Connection } from '@labcloud/libvirt-client';
import { MessageType } from '../../../packages/libvirt-client/src/wire/message';
import { turn } from './support/daemon';
import { useDaemon, WEB } from './support/use-daemon';

const REGISTER = 316;
const DEREGISTER = 317;
const LIFECYCLE = 318;

const { open, on, daemon } = useDaemon();

describe('events', () => {
  function announce(event: number): void {
    daemon().clients[0]?.message({ procedure: LIFECYCLE, type: MessageType.EVENT }, (writer) => {
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
    await daemon().die();
    await daemon().listen();
    await connection.connectGetHostname();
    expect(registrations.asked).toBe(2);
    announce(3);
    await turn();
    expect(seen).toEqual([3]);
  });

  test('that nobody asked for, and replies to nobody, are ignored', async () => {
    const connection = await open();
    announce(2);
    daemon().clients[0]?.message({ type: MessageType.REPLY, serial: 4711 });
    daemon().clients[0]?.message({ type: MessageType.STREAM, serial: 4711 });
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
    ['are cut off with the daemon', () => daemon().die(), 'lost the connection to libvirt: the daemon closed it'],
  ])('that %s end the wait', async (_name, cause, message) => {
    const connection = await open();
    const waiting = connection.waitForDomainEvent('lifecycle', { matches: () => true, timeout: 30 }, () => cause(connection));
    await expect(waiting).rejects.toThrow(message);
  });
});
