import {
  DomainAffectFlags,
  DomainCreateFlags,
  DomainDefineFlags,
  DomainEventType,
  type DomainLifecycleEvent,
  DomainMemoryFlags,
  DomainMetadataType,
  DomainState,
  DomainUndefineFlags,
  DomainVcpuFlags,
  DomainXMLFlags,
  ErrorCode,
} from '@labcloud/libvirt-client';
import { Lab } from './support/lab';

const AFFECT_ALL = DomainAffectFlags.LIVE | DomainAffectFlags.CONFIG;

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open('domain');
});

afterAll(() => lab.close());

test('a domain is defined, found, started paused, stopped and undefined, and each step is told', async () => {
  const { connection } = lab;
  const name = lab.named('life');
  const seen: DomainLifecycleEvent[] = [];
  const unsubscribe = await connection.onDomainEvent('lifecycle', (event) => event.domain.name === name && seen.push(event));
  const domain = await connection.domainDefineXMLFlags(lab.domainXML('life'), DomainDefineFlags.VALIDATE);
  expect(domain).toEqual({ name, uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string, id: -1 });
  await expect(connection.domainLookupByName(name)).resolves.toEqual(domain);
  await expect(connection.domainLookupByUUID(domain.uuid.toUpperCase())).resolves.toEqual(domain);
  await expect(connection.domainGetState(domain)).resolves.toMatchObject({ state: DomainState.SHUTOFF });

  const running = await connection.domainCreateWithFlags(domain, DomainCreateFlags.START_PAUSED);
  expect(running.id).toBeGreaterThan(0);
  await expect(connection.domainLookupByID(running.id)).resolves.toEqual(running);
  await expect(connection.domainGetState(domain)).resolves.toMatchObject({ state: DomainState.PAUSED });
  await expect(connection.domainGetInfo(domain)).resolves.toMatchObject({ maxMem: 32_768, memory: 32_768, nrVirtCpu: 1 });
  await expect(Promise.all([connection.domainIsActive(domain), connection.domainIsPersistent(domain)])).resolves.toEqual([true, true]);
  await expect(connection.domainIsUpdated(domain)).resolves.toBe(false);
  await expect(connection.domainGetXMLDesc(domain, DomainXMLFlags.INACTIVE)).resolves.toContain(`<name>${name}</name>`);
  await connection.domainResume(domain);
  await connection.domainSuspend(domain);
  await connection.domainDestroyFlags(domain);
  const { DEFINED, RESUMED, STARTED, STOPPED, SUSPENDED, UNDEFINED } = DomainEventType;
  // The daemon sends events in their order, but after the reply if it likes, and drops those in its queue when nobody listens.
  await connection.waitForDomainEvent(
    'lifecycle',
    { matches: (event) => event.domain.uuid === domain.uuid && event.event === UNDEFINED, timeout: 30_000 },
    () => connection.domainUndefineFlags(domain, DomainUndefineFlags.NVRAM),
  );
  await unsubscribe();
  expect(seen.map(({ event }) => event)).toEqual(expect.arrayContaining([DEFINED, STARTED, RESUMED, SUSPENDED, STOPPED, UNDEFINED]));
  await expect(connection.domainLookupByUUID(domain.uuid)).rejects.toMatchObject({
    code: ErrorCode.NO_DOMAIN,
    message: expect.stringMatching(/^Domain not found/) as string,
  });
});

test("libvirt's own errors come with their numbers", async () => {
  const { connection } = lab;
  await expect(connection.domainDefineXMLFlags('<domain')).rejects.toMatchObject({ code: ErrorCode.XML_DETAIL, level: 2 });
  await expect(connection.domainDefineXMLFlags(`<domain type='qemu'/>`, DomainDefineFlags.VALIDATE)).rejects.toMatchObject({
    code: ErrorCode.XML_INVALID_SCHEMA,
  });
  await expect(connection.networkLookupByName('none')).rejects.toMatchObject({ code: ErrorCode.NO_NETWORK });
  await expect(connection.storagePoolLookupByName('none')).rejects.toMatchObject({ code: ErrorCode.NO_STORAGE_POOL });
});

test('a definition changes: autostart, memory, processors, metadata, name', async () => {
  const { connection } = lab;
  let domain = await connection.domainDefineXMLFlags(lab.domainXML('change'));
  await connection.domainSetAutostart(domain, true);
  await expect(connection.domainGetAutostart(domain)).resolves.toBe(true);
  await connection.domainSetMemoryFlags(domain, 65_536, DomainMemoryFlags.CONFIG | DomainMemoryFlags.MAXIMUM);
  await expect(connection.domainGetMaxMemory(domain)).resolves.toBe(65_536);
  await connection.domainSetVcpusFlags(domain, 2, DomainVcpuFlags.CONFIG);
  await expect(connection.domainGetVcpusFlags(domain, DomainVcpuFlags.CONFIG)).resolves.toBe(2);
  const uri = 'https://labcloud.test/machine';
  await connection.domainSetMetadata(domain, DomainMetadataType.ELEMENT, '<machine name="web"/>', 'lab', uri, DomainAffectFlags.CONFIG);
  await expect(connection.domainGetMetadata(domain, DomainMetadataType.ELEMENT, uri)).resolves.toContain('name="web"');
  await expect(connection.domainGetMetadata(domain, DomainMetadataType.TITLE)).rejects.toMatchObject({
    code: ErrorCode.NO_DOMAIN_METADATA,
  });
  await connection.domainRename(domain, lab.named('renamed'));
  domain = await connection.domainLookupByUUID(domain.uuid);
  expect(domain.name).toBe(lab.named('renamed'));
  await expect(connection.domainHasManagedSaveImage(domain)).resolves.toBe(false);
  await connection.domainUndefineFlags(domain);
});

test('a device is plugged in, and its removal is done when the event has come', async () => {
  const { connection } = lab;
  const domain = await connection.domainDefineXMLFlags(lab.domainXML('plug', `<controller type='usb' model='qemu-xhci'/>`));
  await connection.domainCreateWithFlags(domain, DomainCreateFlags.START_PAUSED);
  const mouse = `<input type='mouse' bus='usb'><alias name='ua-mouse'/></input>`;
  await connection.domainAttachDeviceFlags(domain, mouse, AFFECT_ALL);
  await expect(connection.domainGetXMLDesc(domain)).resolves.toContain('ua-mouse');
  const removed = await connection.waitForDomainEvent(
    'device-removed',
    { matches: (event) => event.domain.uuid === domain.uuid, timeout: 10_000 },
    () => connection.domainDetachDeviceAlias(domain, 'ua-mouse', DomainAffectFlags.LIVE),
  );
  expect(removed.devAlias).toBe('ua-mouse');
  await expect(connection.domainGetXMLDesc(domain)).resolves.not.toContain('ua-mouse');
  await connection.domainDestroyFlags(domain);
  await connection.domainUndefineFlags(domain);
});

test('statistics, jobs and addresses are read, and the agent that is not there is named', async () => {
  const { connection } = lab;
  const domain = await connection.domainCreateXML(lab.domainXML('stats'), DomainCreateFlags.START_PAUSED);
  const [record] = await connection.connectGetAllDomainStats([domain], 0);
  expect(record).toMatchObject({ domain, params: { 'state.state': DomainState.PAUSED, 'balloon.maximum': 32_768 } });
  await expect(connection.domainGetJobInfo(domain)).resolves.toMatchObject({ type: 0 });
  await expect(connection.domainGetJobStats(domain)).resolves.toMatchObject({ type: 0 });
  await expect(connection.domainMemoryStats(domain, 16)).resolves.toContainEqual({ tag: 6, val: 32_768 });
  await expect(connection.domainInterfaceAddresses(domain, 0)).resolves.toEqual([]);
  await expect(connection.domainSnapshotNum(domain)).resolves.toBe(0);
  await expect(connection.domainListAllSnapshots(domain)).resolves.toEqual([]);
  await expect(connection.domainListAllCheckpoints(domain)).resolves.toEqual([]);
  await connection.domainResume(domain);
  await expect(connection.domainQemuAgentCommand(domain, '{"execute":"guest-ping"}', 1)).rejects.toMatchObject({
    code: ErrorCode.ARGUMENT_UNSUPPORTED,
    message: expect.stringMatching(/agent/i) as string,
  });
  await connection.domainDestroyFlags(domain);
});
