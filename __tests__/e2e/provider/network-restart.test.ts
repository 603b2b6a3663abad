import { existsSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { Connection, type Domain, DomainCreateFlags, NetworkXMLFlags } from '@labcloud/libvirt-client';
import { needs } from '../../support/needs';
import { isEmpty, Workspace } from './harness';
import { sweep } from './sweep';

const PREFIX = 'labtest-renet-';
const name = `${PREFIX}lan`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7a11';
const mac = '52:54:00:c9:01:05';
const bridge = 'labtestr0';

const host = { mac, name: 'guest', ip: '10.254.202.5' };
const addresses = (more: object = {}, prefix = 24) => ({
  ips: [
    { address: '10.254.202.1', prefix, dhcp: { ranges: [{ start: '10.254.202.100', end: '10.254.202.110' }], hosts: [host], ...more } },
  ],
});
const base = {
  name,
  uuid,
  bridge: { name: bridge },
  forward: { mode: 'nat' },
  domain: { name: 'labtest.internal', local_only: 'yes' },
  dns: { host: [{ ip: host.ip, hostnames: [{ hostname: 'guest' }] }] },
  ...addresses(),
};

const firmware = needs(existsSync('/usr/lib/ipxe/qemu/pxe-virtio.rom'), 'firmware that starts from the network (ipxe-qemu)');

let connection: Connection;
let workspace: Workspace;
let guest: Domain;

const configure = (more: object) => workspace.configure({ libvirt_network: { lan: { ...base, ...more } } });
const find = () => connection.networkLookupByUUID(uuid);
const live = async () => connection.networkGetXMLDesc(await find());
const defined = async () => connection.networkGetXMLDesc(await find(), NetworkXMLFlags.INACTIVE);
const guestXml = () => connection.domainGetXMLDesc(guest);

/** The tap of the guest's NIC, which changes when the guest is restarted. */
async function tap(): Promise<string> {
  return /<target dev='(vnet\d+)'/.exec(await guestXml())?.[1] ?? '';
}

/** The bridge that carries the guest's packets: what libvirt says is not enough. */
function masterOf(device: string): string | undefined {
  try {
    return basename(readlinkSync(`/sys/class/net/${device}/master`));
  } catch {
    return undefined;
  }
}

async function parkings(): Promise<string[]> {
  return (await connection.connectListAllNetworks()).map(({ name: one }) => one).filter((one) => one.startsWith(PREFIX) && one !== name);
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  workspace = await Workspace.create();
  configure({});
  await workspace.apply();
  guest = await connection.domainCreateXML(
    `<domain type="qemu"><name>${PREFIX}guest</name><memory unit="MiB">64</memory><os><type machine="q35">hvm</type></os><devices>
       <interface type="network"><mac address="${mac}"/><source network="${name}"/><model type="virtio"/></interface></devices></domain>`,
    DomainCreateFlags.START_PAUSED,
  );
});

afterAll(async () => {
  await workspace.remove();
  await sweep(connection, PREFIX);
  await connection.close();
});

/** Applies a change and tells what the plan said of it. */
async function change(more: object): Promise<{ actions: string[][]; summaries: string[] }> {
  configure(more);
  const { changes, warnings } = await workspace.plan();
  await workspace.apply();
  return { actions: changes.map(({ actions }) => actions), summaries: [...new Set(warnings.map(({ summary }) => summary))] };
}

const RESTART = { actions: [['update']], summaries: ['Restart: something that runs is restarted'] };
const LIVE = { actions: [['update']], summaries: [] };

describe('a network with a running guest, which the published provider would leave as it is but for its autostart', () => {
  it('takes a DHCP range, TXT and SRV records and an interface to the outside live, and gives them up live', async () => {
    const device = await tap();
    const more = {
      ...addresses({ ranges: [{ start: '10.254.202.100', end: '10.254.202.120' }] }),
      dns: {
        ...base.dns,
        tx_ts: [{ name: 'note', value: 'a b' }],
        sr_vs: [{ service: 'ldap', protocol: 'tcp', domain: 'labtest.internal', target: 'guest', port: 389 }],
      },
      forward: { mode: 'nat', dev: 'lo' },
    };
    const words = ['end="10.254.202.120"', 'value="a b"', 'service="ldap"', 'dev="lo"'];
    expect(await change(more)).toEqual(LIVE);
    for (const xml of [await live(), await defined()]) for (const word of words) expect(xml.replaceAll("'", '"')).toContain(word);
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(await change({ ...more, forward: { mode: 'nat', dev: 'eth0' } })).toEqual(LIVE);
    expect(await change(addresses({ ranges: [] }))).toEqual(LIVE);
    for (const xml of [await live(), await defined()]) for (const word of words) expect(xml.replaceAll("'", '"')).not.toContain(word);
    expect([await tap(), masterOf(device)]).toEqual([device, bridge]);
  });

  it.each([
    [
      'a packet size, a domain and a forwarder',
      {
        mtu: { size: 1400 },
        domain: { name: 'other.internal' },
        dns: { ...base.dns, forwarders: [{ addr: '10.254.202.9' }] },
      },
      ['size="1400"', 'other.internal', 'addr="10.254.202.9"'],
    ],
    ['a port range', { forward: { mode: 'nat', nat: { ports: [{ start: 2000, end: 3000 }] } } }, ['start="2000"']],
    ['another mode', { forward: { mode: 'route' } }, ['mode="route"']],
    ['isolation', { forward: null }, []],
    [
      'another prefix and one more address',
      { ips: [...addresses({}, 25).ips, { family: 'ipv6', address: 'fd00:254:202::1', prefix: 64 }] },
      ['prefix="25"', 'fd00:254:202::1'],
    ],
  ])('is restarted in place for %s: UUID and bridge stay, and the guest keeps running and is on it again', async (_what, more, words) => {
    const [device, { id }] = [await tap(), await connection.domainLookupByUUID(guest.uuid)];
    expect(await change(more)).toEqual(RESTART);
    for (const word of words) expect((await live()).replaceAll("'", '"')).toContain(word);
    expect(await connection.networkGetBridgeName(await find())).toBe(bridge);
    expect((await connection.domainLookupByUUID(guest.uuid)).id).toBe(id);
    expect([await tap(), masterOf(device)]).toEqual([device, bridge]);
    expect(await guestXml()).not.toContain("<link state='down'/>");
    expect(await parkings()).toEqual([]);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('takes its guest along to another bridge', async () => {
    expect(await change({ bridge: { name: 'labtestr1' } })).toEqual(RESTART);
    expect(masterOf(await tap())).toBe('labtestr1');
    expect(await change({})).toEqual(RESTART);
    expect(masterOf(await tap())).toBe(bridge);
  });

  it.each([
    ['libvirt refuses', addresses({}, 99), /Invalid IPv4 prefix/],
    ['does not start', { bridge: { name: 'a-name-that-is-much-too-long' } }, /runs again as it was/],
    [
      'libvirt refuses live',
      { dns: { host: [{ ip: host.ip, hostnames: [{ hostname: 'guest' }] }], tx_ts: [{ name: 'a b', value: 'c' }] } },
      /TXT/,
    ],
  ])('runs on as it was when its new definition is one that %s', async (_what, more, said) => {
    const before = await Promise.all([live(), defined()]);
    configure(more);
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, ' ')).toMatch(said);
    expect(await connection.networkIsActive(await find())).toBe(true);
    expect((await live()).replace(/connections='\d+'/, '')).toBe(before[0].replace(/connections='\d+'/, ''));
    expect(await defined()).toBe(before[1]);
    expect(masterOf(await tap())).toBe(bridge);
    expect(await parkings()).toEqual([]);
    configure({});
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('brings its guest back when somebody stopped it', async () => {
    await connection.networkDestroy(await find());
    expect(masterOf(await tap())).toBeUndefined();
    await workspace.apply();
    expect(masterOf(await tap())).toBe(bridge);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('brings its guest back that a run which was cut off has left elsewhere', async () => {
    await connection.networkCreateXML(`<network><name>${name}-parking</name><bridge name="labtestr9"/></network>`);
    const nic = /<interface[\s\S]*<\/interface>/.exec(await guestXml())?.[0] ?? '';
    await connection.domainUpdateDeviceFlags(guest, nic.replace(`network='${name}'`, `network='${name}-parking'`), 1);
    expect(masterOf(await tap())).toBe('labtestr9');
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(masterOf(await tap())).toBe(bridge);
    expect(await parkings()).toEqual([]);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is seen to differ when only what runs was changed by hand, and is put right live', async () => {
    const entry = "<host mac='52:54:00:c9:01:09' ip='10.254.202.9'/>";
    await connection.networkUpdate(await find(), 3, 4, 0, entry, 1);
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(await live()).not.toContain('52:54:00:c9:01:09');
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is seen to run in another way than it is defined, after a run that was cut off between the two, and is put right live', async () => {
    const entry = { mac: '52:54:00:c9:01:09', ip: '10.254.202.9' };
    await connection.networkDefineXML((await defined()).replace('<host mac', `<host mac='${entry.mac}' ip='${entry.ip}'/><host mac`));
    configure(addresses({ hosts: [{ ...entry, name: null }, host] }));
    const { changes, warnings } = await workspace.plan();
    expect(changes.map(({ actions }) => actions)).toEqual([['update']]);
    expect(warnings.map(({ summary }) => summary)).toEqual(['Drift: what runs is not what is defined']);
    await workspace.apply();
    expect(await live()).toContain(entry.mac);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await change({});
  });

  it('is seen to be defined in another way than it runs, after a run whose change was carried out and answered to nobody', async () => {
    const entry = { mac: '52:54:00:c9:01:09', ip: '10.254.202.9' };
    await connection.networkUpdate(await find(), 3, 4, 0, `<host mac='${entry.mac}' ip='${entry.ip}'/>`, 1);
    configure(addresses({ hosts: [host, { ...entry, name: null }] }));
    expect((await workspace.plan()).warnings.map(({ summary }) => summary)).toEqual(['Drift: what runs is not what is defined']);
    await workspace.apply();
    expect(await defined()).toContain(entry.mac);
    expect(await live()).toContain(entry.mac);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await change({});
  });

  it('is made anew for another UUID, and its guest is on the new one', async () => {
    const other = uuid.replace(/.$/, '2');
    configure({ uuid: other });
    const { changes } = await workspace.plan();
    expect(changes.map(({ actions, replacePaths }) => [actions, replacePaths])).toEqual([[['delete', 'create'], [['uuid']]]]);
    await workspace.apply();
    expect((await connection.networkLookupByUUID(other)).name).toBe(name);
    expect(masterOf(await tap())).toBe(bridge);
    configure({});
    await workspace.apply();
  });

  firmware.test('serves the firmware of a guest that runs on, in the subnet of before and in another one', async () => {
    const caller = await connection.domainCreateXML(
      `<domain type="qemu"><name>${PREFIX}caller</name><memory unit="MiB">64</memory><os><type machine="q35">hvm</type><boot dev="network"/></os><devices>
         <interface type="network"><mac address="52:54:00:c9:01:07"/><source network="${name}"/><model type="virtio"/></interface></devices></domain>`,
    );
    const served = async (address: RegExp): Promise<void> => {
      for (;;) {
        const leases = await connection.networkGetDHCPLeases(await find(), '52:54:00:c9:01:07');
        if (leases.some(({ ipaddr }) => address.test(ipaddr))) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    await served(/^10\.254\.202\.1\d\d$/);
    expect(
      await change({
        ips: [{ address: '10.254.203.1', prefix: 24, dhcp: { ranges: [{ start: '10.254.203.50', end: '10.254.203.60' }] } }],
      }),
    ).toEqual(RESTART);
    await connection.domainReset(caller);
    await served(/^10\.254\.203\.[56]\d$/);
    await connection.domainDestroyFlags(caller);
    await change({});
  });

  it('goes with what a run that was cut off has left', async () => {
    await connection.networkCreateXML(`<network><name>${name}-parking</name><bridge name="labtestr9"/></network>`);
    await workspace.destroy();
    expect(await parkings()).toEqual([]);
  });
});
