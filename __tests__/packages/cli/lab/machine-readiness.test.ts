import { PassThrough } from 'node:stream';
import { type Connection, ErrorCode, LibvirtError, type NetworkDHCPLease } from '@labcloud/libvirt-client';
import { findMachines } from '../../../../packages/cli/src/lab/lab-host';
import { standsOn } from '../../../../packages/cli/src/lab/machine-readiness';
import type { Dial } from '../../../../packages/cli/src/lab/net-probe';
import { domain, network } from '../../../../packages/libvirt-client/src/handles';
import { procedures } from '../../../../packages/libvirt-client/src/procedures';
import { results } from '../../../../packages/libvirt-client/src/procedures/lists';
import { QEMU } from '../../../../packages/libvirt-client/src/wire/message';
import { type Client, type Script } from '../../libvirt-client/support/daemon';
import { useDaemon, WEB } from '../../libvirt-client/support/use-daemon';

const { daemon, on, open } = useDaemon();
const LAN = { name: 'lab-lan', uuid: '1c1a5a8e-4a51-5c0e-9f43-6d1f0c9b7c01' };
const OTHER = { name: 'other', uuid: '2c1a5a8e-4a51-5c0e-9f43-6d1f0c9b7c02' };
const mark = { lab: 'lab', name: 'web-1', path: 'lab/Web1', user: 'debian', address: '127.0.0.1', probes: [] };

const refusal = (code: number, message = 'refused') => new LibvirtError(code, message, 10, 2);
const refuse =
  (code: number, message?: string): Script =>
  (header, _payload, client) =>
    client.refuse(header, refusal(code, message));

/** Answers what the guest's agent is asked, in its own words. */
function onAgent(answer: (command: string, client: Client, header: Parameters<Script>[0]) => void): void {
  const before = daemon().script;
  daemon().script = (header, payload, client) => {
    if (header.program.number !== QEMU.number) return before(header, payload, client);
    domain.decode(payload);
    answer((JSON.parse(payload.text(10_000)) as { execute: string }).execute, client, header);
    return true;
  };
}

async function cloudInit(connection?: Connection): Promise<boolean> {
  return standsOn('cloud-init', { connection: connection ?? (await open()), domain: WEB, mark });
}

describe('whether cloud-init is done', () => {
  test.each([
    ['the guest has not opened its channel', ErrorCode.AGENT_UNRESPONSIVE],
    ['the agent does not find its place in the answers', ErrorCode.AGENT_UNSYNCED],
    ['the agent takes too long', ErrorCode.AGENT_COMMAND_TIMEOUT],
    ['the machine is off', ErrorCode.OPERATION_INVALID],
    ['the machine is being made anew', ErrorCode.NO_DOMAIN],
  ])('is not yet while %s', async (_when, code) => {
    onAgent((_command, client, header) => client.refuse(header, refusal(code)));

    await expect(cloudInit()).resolves.toBe(false);
  });

  test('is asked again after the daemon went away over the question', async () => {
    onAgent((_command, client) => client.socket.destroy());

    await expect(cloudInit()).resolves.toBe(false);
  });

  test('is asked again after the agent was started anew over the question', async () => {
    onAgent((command, client, header) =>
      command === 'guest-file-open'
        ? client.reply(header, (writer) => {
            writer.int(1);
            writer.text('{"return":1000}');
          })
        : client.refuse(
            header,
            refusal(ErrorCode.INTERNAL_ERROR, `unable to execute QEMU agent command '${command}': handle '1000' has not been found`),
          ),
    );

    await expect(cloudInit()).resolves.toBe(false);
  });

  test('is not yet while its result does not exist', async () => {
    onAgent((_command, client, header) =>
      client.refuse(
        header,
        refusal(ErrorCode.INTERNAL_ERROR, "unable to execute QEMU agent command 'guest-file-open': No such file or directory"),
      ),
    );

    await expect(cloudInit()).resolves.toBe(false);
  });

  test('is an error with the words of an agent that refuses to say', async () => {
    onAgent((_command, client, header) => client.refuse(header, refusal(ErrorCode.INTERNAL_ERROR, 'guest-file-open has been disabled')));

    await expect(cloudInit()).rejects.toMatchObject({
      name: 'UserError',
      message: 'The agent of web-1 does not say whether cloud-init is done: guest-file-open has been disabled',
    });
  });

  test('is no answer to an agent that talks nonsense', async () => {
    onAgent((_command, client, header) =>
      client.reply(header, (writer) => {
        writer.int(1);
        writer.text('{"return":');
      }),
    );

    await expect(cloudInit()).rejects.toBeInstanceOf(SyntaxError);
  });

  test('is no answer on a connection that was closed', async () => {
    const connection = await open();
    await connection.close();

    await expect(cloudInit(connection)).rejects.toThrow('the connection has been closed');
  });
});

describe('whether a machine has its address', () => {
  const lease: NetworkDHCPLease = {
    iface: 'virbr7',
    expirytime: 0,
    type: 0,
    mac: undefined,
    iaid: undefined,
    ipaddr: '10.1.2.3',
    prefix: 24,
    hostname: undefined,
    clientid: undefined,
  };

  function listLeases(answers: Record<string, Script>): void {
    on(procedures.connectListAllNetworks.number, (header, _payload, client) =>
      client.reply(header, (writer) => results(network).encode(writer, [LAN, OTHER])),
    );
    on(procedures.networkGetDHCPLeases.number, (header, payload, client) =>
      answers[network.decode(payload).name]?.(header, payload, client),
    );
  }

  test.each([
    ['vanished', ErrorCode.NO_NETWORK],
    ['was stopped', ErrorCode.OPERATION_INVALID],
  ])('is said although another network %s meanwhile', async (_how, code) => {
    listLeases({
      'lab-lan': (header, _payload, client) =>
        client.reply(header, (writer) => procedures.networkGetDHCPLeases.result.encode(writer, [lease])),
      other: refuse(code),
    });

    await expect(standsOn('ip', { connection: await open(), domain: WEB, mark: { ...mark, address: '10.1.2.3' } })).resolves.toBe(true);
  });

  test('is not said when libvirt cannot tell', async () => {
    listLeases({ 'lab-lan': refuse(ErrorCode.INTERNAL_ERROR, 'cannot read the leases'), other: refuse(ErrorCode.NO_NETWORK) });

    await expect(standsOn('ip', { connection: await open(), domain: WEB, mark })).rejects.toThrow('cannot read the leases');
  });
});

test('a machine with an address of IPv6 is asked there whether it serves', async () => {
  const asked: unknown[] = [];
  const dial: Dial = (...where) => {
    asked.push(where);
    return new PassThrough().end('SSH-2.0-test\r\n');
  };
  const target = { connection: await open(), domain: WEB, dial, mark: { ...mark, address: 'fd00::11' } };
  await expect(standsOn('ssh', target)).resolves.toBe(true);
  const probes = [{ kind: 'http' as const, port: 8080, path: '/health' }];
  await expect(standsOn('http', { ...target, mark: { ...target.mark, probes } })).resolves.toBe(false);
  expect(asked).toEqual([
    ['fd00::11', 22],
    ['fd00::11', 8080],
  ]);
});

describe('the machines of a lab', () => {
  test.each<[string, number, Script]>([
    ['its XML is asked for', procedures.domainGetXMLDesc.number, refuse(ErrorCode.NO_DOMAIN)],
    ['its state is asked for', procedures.domainGetState.number, refuse(ErrorCode.NO_DOMAIN)],
  ])('are found although one goes away before %s', async (_when, procedure, act) => {
    listDomain();
    on(procedure, act);

    await expect(findMachines(await open(), 'lab')).resolves.toEqual([]);
  });

  test('are not found where libvirt cannot tell', async () => {
    listDomain();
    on(procedures.domainGetState.number, refuse(ErrorCode.INTERNAL_ERROR, 'out of order'));

    await expect(findMachines(await open(), 'lab')).rejects.toThrow('out of order');
  });

  function listDomain(): void {
    on(procedures.connectListAllDomains.number, (header, _payload, client) =>
      client.reply(header, (writer) => results(domain).encode(writer, [WEB])),
    );
    on(procedures.domainGetXMLDesc.number, (header, _payload, client) =>
      client.reply(header, (writer) =>
        writer.text(
          '<domain><metadata><m:machine xmlns:m="https://labcloud.dev/xmlns/machine/1" lab="lab" name="web-1"/></metadata></domain>',
        ),
      ),
    );
  }
});
