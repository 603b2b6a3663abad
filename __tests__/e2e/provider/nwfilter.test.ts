import { Connection, DomainCreateFlags } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';

const NAME = 'labtest-nwfilter';
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7b01';

const rule = (more: object): object => ({ action: 'accept', direction: 'in', protocol: 'tcp', ...more });
const web = rule({ dst_port_start: 80, priority: 400, src_ip_addr: '10.0.0.0', src_ip_mask: '24', comment: 'a "quoted" & <odd> word' });
const rules = [web, rule({ protocol: 'icmpv6', type: 135, statematch: 'false' }), rule({ action: 'drop', protocol: 'all-ipv6' })];

function filter(more: object = {}): Record<string, Record<string, object>> {
  const lifecycle = { create_before_destroy: true };
  return { libvirt_nwfilter: { one: { name: NAME, uuid, rules, filter_refs: [{ filter: 'no-mac-spoofing' }], lifecycle, ...more } } };
}

let connection: Connection;
let workspace: Workspace;

async function sweep(): Promise<void> {
  const all = await connection.connectListAllNWFilters();
  // One that refers to others comes before them.
  for (const found of all.filter(({ name }) => name.startsWith(NAME)).sort((a, b) => b.name.localeCompare(a.name)))
    await connection.nwFilterUndefine(found);
}

async function xml(): Promise<string> {
  return connection.nwFilterGetXMLDesc(await connection.nwFilterLookupByName(NAME));
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  await sweep();
  workspace = await Workspace.create();
  workspace.configure(filter());
  await workspace.apply();
});

afterAll(async () => {
  await workspace.remove();
  await sweep();
  await connection.close();
});

describe('libvirt_nwfilter', () => {
  it('is made with the UUID that it was given, and plans nothing afterwards', async () => {
    expect((await connection.nwFilterLookupByUUID(uuid)).name).toBe(NAME);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('changes in place, and keeps what the table does not know', async () => {
    const more = (await xml()).replace("<tcp srcipaddr='10.0.0.0'", "<tcp dscp='5' srcipaddr='10.0.0.0'");
    await connection.nwFilterDefineXML(more);
    workspace.configure(filter({ rules: [...rules, rule({ protocol: 'udp', dst_port_start: 53, dst_port_end: 54 })] }));
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(await xml()).toMatch(/<udp dstportstart='53' dstportend='54'\/>/);
    expect(await xml()).toContain("dscp='5'");
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('shows what was changed by hand, and puts it right', async () => {
    await connection.nwFilterDefineXML(
      (await xml()).replace("dstportstart='80'", "dstportstart='81'").replace('no-mac-spoofing', 'allow-arp'),
    );
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(await xml()).toContain("dstportstart='80'");
    expect(await xml()).toContain('no-mac-spoofing');
  });

  it('is made again when it is gone', async () => {
    await connection.nwFilterUndefine(await connection.nwFilterLookupByName(NAME));
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('outlives being made before its predecessor is destroyed', async () => {
    const { status, output } = await workspace.terraform('apply', '-auto-approve', '-input=false', '-replace=libvirt_nwfilter.one');
    expect([status, output]).toEqual([0, expect.anything()]);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it.each([NAME, uuid])('is imported by %s', async (id) => {
    await workspace.terraform('state', 'rm', 'libvirt_nwfilter.one');
    expect((await workspace.terraform('import', '-input=false', 'libvirt_nwfilter.one', id)).status).toBe(0);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('does not take over one of the same name, and says what is in use', async () => {
    const other = { other: { name: NAME, uuid: uuid.replace('b01', 'b02'), rules } };
    workspace.configure({ libvirt_nwfilter: { ...filter()['libvirt_nwfilter'], ...other } });
    const { output } = await workspace.tryApply();
    expect(output.replace(/\s+/g, ' ')).toContain(`packet filter "${NAME}" exists already, with the UUID ${uuid}`);

    workspace.configure(filter());
    const guest = await connection.domainCreateXML(
      `<domain type='qemu'><name>${NAME}-user</name><memory unit='MiB'>16</memory><os><type>hvm</type></os>
        <devices><interface type='ethernet'><filterref filter='${NAME}'/></interface></devices></domain>`,
      DomainCreateFlags.START_PAUSED,
    );
    const { status, output: refused } = await workspace.terraform('destroy', '-auto-approve', '-input=false');
    await connection.domainDestroyFlags(guest);
    expect(status).not.toBe(0);
    expect(refused.replace(/\s+/g, ' ')).toContain(`Removing the packet filter ${NAME} failed`);
    await workspace.destroy();
  });

  it('refuses a protocol that there is not', async () => {
    workspace.configure(filter({ rules: [rule({ protocol: 'tpc' })] }));
    await expect(workspace.plan()).rejects.toThrow(/must be one of all, tcp, udp/);
  });
});
