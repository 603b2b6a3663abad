import { join } from 'node:path';
import { Connection, ConnectionLostError, DomainCreateFlags, DomainEventType, ErrorCode } from '@labcloud/libvirt-client';
import { Lab } from './support/lab';
import { Proxy } from './support/proxy';

let lab: Lab;
let proxy: Proxy;
let connection: Connection;

beforeEach(async () => {
  lab = await Lab.open('reconnect');
  proxy = new Proxy(join(lab.directory, 'sock'));
  await proxy.listen();
  connection = await Connection.open(proxy.uri);
});

afterEach(async () => {
  await connection.close();
  await proxy.cut();
  await lab.close();
});

test('handles and subscriptions outlive the link', async () => {
  const domain = await connection.domainDefineXMLFlags(lab.domainXML('guest'));
  let startSeen: () => void = () => undefined;
  const start = new Promise<void>((resolve) => (startSeen = resolve));
  await connection.onDomainEvent('lifecycle', (event) => {
    if (event.domain.uuid === domain.uuid && event.event === DomainEventType.STARTED) startSeen();
  });
  await proxy.cut();
  await proxy.listen();
  await expect(connection.domainIsActive(domain)).resolves.toBe(false);
  await connection.domainCreateWithFlags(domain, DomainCreateFlags.START_PAUSED);
  await start;
  await connection.domainDestroyFlags(domain);
});

test('calls fail at once while nothing is there, and work when it is back', async () => {
  const impatient = await Connection.open(proxy.uri, { reconnectTimeout: 0 });
  const lost = new Promise((resolve) => impatient.onDisconnect(resolve));
  await proxy.cut();
  await expect(lost).resolves.toBeInstanceOf(ConnectionLostError);
  await expect(impatient.connectGetHostname()).rejects.toMatchObject({ code: ErrorCode.NO_CONNECT });
  await proxy.listen();
  await expect(impatient.connectGetType()).resolves.toBe('QEMU');
  await impatient.close();
});

test('an upload that is cut off fails, and the volume can be removed', async () => {
  const pool = await lab.pool();
  const volume = await lab.volume(pool, 'cut', 1 << 30);
  const upload = await connection.storageVolUpload(volume, 0, 0);
  const uploading = (async () => {
    for (;;) await upload.write(Buffer.alloc(1 << 20));
  })();
  await proxy.cut();
  await expect(uploading).rejects.toBeInstanceOf(ConnectionLostError);
  await proxy.listen();
  await connection.storageVolDelete(volume);
});
