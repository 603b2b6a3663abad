import { Connection, type Domain } from '@labcloud/libvirt-client';
import { MessageType } from '../../../../packages/libvirt-client/src/wire/message';
import { Daemon, type Script } from './daemon';

/** A domain that the daemon of a test speaks of. */
export const WEB: Domain = { name: 'web-1', uuid: '6d9b6c39-5a43-4f4c-8a55-0f5f6a3e0d11', id: -1 };

interface UsedDaemon {
  /** The daemon of the test that runs. */
  daemon(): Daemon;
  /** Connects to it; the connection ends with the test. */
  open(options?: Parameters<typeof Connection.open>[1]): Promise<Connection>;
  /** Answers a procedure as a script says and counts how often it was asked. */
  on(procedure: number, act: Script): { asked: number };
}

/** Gives each test of a file a daemon of its own. */
export function useDaemon(): UsedDaemon {
  let daemon: Daemon;
  const connections: Connection[] = [];

  beforeEach(async () => {
    daemon = await Daemon.listening();
  });

  afterEach(async () => {
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
    await daemon.dispose();
  });

  return {
    daemon: () => daemon,
    open: async (options) => {
      const connection = await Connection.open(daemon.uri, options);
      connections.push(connection);
      return connection;
    },
    on: (procedure, act) => {
      const counter = { asked: 0 };
      const before = daemon.script;
      daemon.script = (header, payload, client) => {
        if (header.type !== MessageType.CALL || header.procedure !== procedure) return before(header, payload, client);
        counter.asked++;
        act(header, payload, client);
        return true;
      };
      return counter;
    },
  };
}
