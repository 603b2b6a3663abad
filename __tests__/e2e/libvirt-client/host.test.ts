import { cpus, hostname } from 'node:os';
import { ErrorCode, NetworkSection, NetworkUpdateCommand, NetworkUpdateFlags } from '@labcloud/libvirt-client';
import { PREFIX, Lab } from './support/lab';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open('host');
});

afterAll(() => lab.close());

test('the host describes itself', async () => {
  const { connection } = lab;
  await expect(connection.connectGetHostname()).resolves.toBe(hostname());
  await expect(connection.connectGetType()).resolves.toBe('QEMU');
  await expect(connection.connectGetURI()).resolves.toBe('qemu:///system');
  await expect(connection.connectIsSecure()).resolves.toBe(true);
  expect(await connection.connectGetLibVersion()).toBeGreaterThan(8_000_000);
  expect(await connection.connectGetVersion()).toBeGreaterThan(5_000_000);
  expect(await connection.nodeGetInfo()).toMatchObject({ model: 'x86_64', memory: expect.any(Number) as number, cpus: cpus().length });
  await expect(connection.connectGetCapabilities()).resolves.toContain('<capabilities>');
  await expect(connection.connectGetDomainCapabilities(undefined, 'x86_64', 'q35', 'qemu')).resolves.toContain('<domainCapabilities>');
  await expect(connection.connectGetCPUModelNames('x86_64')).resolves.toContain('qemu64');
});

test('the host lists its devices, interfaces, filters and secrets', async () => {
  const { connection } = lab;
  const devices = await connection.connectListAllNodeDevices();
  const computer = await connection.nodeDeviceLookupByName('computer');
  expect(devices).toContainEqual(computer);
  await expect(connection.nodeDeviceGetXMLDesc(computer)).resolves.toContain('<name>computer</name>');
  const [first] = await connection.connectListAllInterfaces();
  if (first) await expect(connection.interfaceGetXMLDesc(first)).resolves.toContain(first.name);
  const filter = await connection.nwFilterDefineXML(
    `<filter name='${lab.named('filter')}'><rule action='accept' direction='in'/></filter>`,
  );
  expect(await connection.connectListAllNWFilters()).toContainEqual(filter);
  await expect(connection.nwFilterLookupByUUID(filter.uuid)).resolves.toEqual(filter);
  await expect(connection.nwFilterLookupByName(filter.name)).resolves.toEqual(filter);
  await expect(connection.nwFilterGetXMLDesc(filter)).resolves.toContain("action='accept'");
  await connection.nwFilterUndefine(filter);
});

test('a secret keeps its value', async () => {
  const { connection } = lab;
  const usage = `${PREFIX}-key`;
  const secret = await connection.secretDefineXML(`<secret><usage type='ceph'><name>${usage}</name></usage></secret>`);
  try {
    await connection.secretSetValue(secret, Buffer.from('open sesame'));
    await expect(connection.secretGetValue(secret)).resolves.toEqual(Buffer.from('open sesame'));
    await expect(connection.secretLookupByUsage(2, usage)).resolves.toEqual(secret);
    await expect(connection.secretLookupByUUID(secret.uuid)).resolves.toEqual(secret);
    expect(await connection.connectListAllSecrets()).toContainEqual(secret);
  } finally {
    await connection.secretUndefine(secret);
  }
  await expect(connection.secretLookupByUUID(secret.uuid)).rejects.toMatchObject({ code: ErrorCode.NO_SECRET });
});

test('a network is defined, changed live, and told of', async () => {
  const { connection } = lab;
  const name = lab.named('lan');
  const bridge = `h1c${process.pid % 1_000_000}`;
  const events: number[] = [];
  let undefinedSeen: () => void = () => undefined;
  const undefinition = new Promise<void>((resolve) => (undefinedSeen = resolve));
  const unsubscribe = await connection.onNetworkEvent('lifecycle', ({ network, event }) => {
    if (network.name !== name) return;
    events.push(event);
    if (event === 1) undefinedSeen();
  });
  const network = await connection.networkDefineXMLFlags(
    `<network><name>${name}</name><bridge name='${bridge}'/><ip address='10.251.77.1' prefix='24'><dhcp/></ip></network>`,
  );
  await expect(connection.networkLookupByUUID(network.uuid)).resolves.toEqual(network);
  await connection.networkCreate(network);
  await expect(Promise.all([connection.networkIsActive(network), connection.networkIsPersistent(network)])).resolves.toEqual([true, true]);
  await expect(connection.networkGetBridgeName(network)).resolves.toBe(bridge);
  const host = `<host mac='52:54:00:aa:bb:cc' name='web' ip='10.251.77.9'/>`;
  const everywhere = NetworkUpdateFlags.LIVE | NetworkUpdateFlags.CONFIG;
  await connection.networkUpdate(network, NetworkUpdateCommand.ADD_LAST, NetworkSection.IP_DHCP_HOST, -1, host, everywhere);
  await expect(connection.networkGetXMLDesc(network)).resolves.toContain('52:54:00:aa:bb:cc');
  await expect(connection.networkGetDHCPLeases(network)).resolves.toEqual([]);
  await connection.networkSetAutostart(network, true);
  await expect(connection.networkGetAutostart(network)).resolves.toBe(true);
  await connection.networkDestroy(network);
  await connection.networkUndefine(network);
  await undefinition;
  await unsubscribe();
  expect(events).toEqual([0, 2, 3, 1]);
});
