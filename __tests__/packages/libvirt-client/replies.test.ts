import { LibvirtError, ErrorCode } from '@labcloud/libvirt-client';
import fc from '../../support/properties';
import { MessageStatus, MessageType } from '../../../packages/libvirt-client/src/wire/message';
import { GET_HOSTNAME, type Script, SET_AUTOSTART } from './support/daemon';
import { useDaemon, WEB } from './support/use-daemon';

const { open, on, daemon } = useDaemon();

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
    const answered = daemon().script;
    on(GET_HOSTNAME, reply);
    await expect(connection.connectGetHostname()).rejects.toMatchObject({
      code: ErrorCode.RPC,
      message: `cannot read the daemon's reply: ${problem}`,
    });
    daemon().script = answered;
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
        daemon().script = (header, _payload, client) => {
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
