import { Connection, NetworkXMLFlags } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweep } from './sweep';

const PREFIX = 'labtest-network-';
const name = `${PREFIX}lan`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7a01';

interface Host {
  mac: string;
  name: string;
  ip: string;
}

const first: Host = { mac: '52:54:00:c9:00:05', name: 'first', ip: '10.254.201.5' };
const second: Host = { mac: '52:54:00:c9:00:06', name: 'second', ip: '10.254.201.6' };

function network(hosts: Host[], more: object = {}): { libvirt_network: { lan: object } } {
  const lan = {
    name,
    uuid,
    bridge: { name: 'labtestn0' },
    forward: { mode: 'nat' },
    domain: { name: 'labtest.internal', local_only: 'yes' },
    dns: { host: hosts.map(({ ip, name: hostname }) => ({ ip, hostnames: [{ hostname }] })) },
    ips: [{ address: '10.254.201.1', prefix: 24, dhcp: { ranges: [{ start: '10.254.201.100', end: '10.254.201.199' }], hosts } }],
    ...more,
  };
  return { libvirt_network: { lan } };
}

let connection: Connection;
let workspace: Workspace;

async function xml(flags = 0): Promise<string> {
  return connection.networkGetXMLDesc(await connection.networkLookupByName(name), flags);
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  workspace = await Workspace.create();
});

afterAll(async () => {
  await workspace.remove();
  await sweep(connection, PREFIX);
  await connection.close();
});

describe('libvirt_network', () => {
  it('is made with the UUID that it was given, runs, and plans nothing afterwards', async () => {
    workspace.configure(network([first]));
    await workspace.apply();
    const made = await connection.networkLookupByUUID(uuid);
    expect(made.name).toBe(name);
    expect(await connection.networkIsActive(made)).toBe(true);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('takes a reservation and a name more while it runs', async () => {
    workspace.configure(network([first, second]));
    const { changes, warnings } = await workspace.plan();
    expect(changes.map(({ actions }) => actions)).toEqual([['update']]);
    expect(warnings).toEqual([]);
    await workspace.apply();
    expect(await xml()).toContain(second.mac);
    expect(await xml(NetworkXMLFlags.INACTIVE)).toContain(second.mac);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('moves a reservation to another machine while it runs, and drops one', async () => {
    workspace.configure(network([{ ...first, mac: '52:54:00:c9:00:07' }]));
    await workspace.apply();
    expect(await xml()).toContain('52:54:00:c9:00:07');
    expect(await xml()).not.toContain(first.mac);
    expect(await xml()).not.toContain(second.name);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is started again after somebody stopped it', async () => {
    await connection.networkDestroy(await connection.networkLookupByName(name));
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(await connection.networkIsActive(await connection.networkLookupByName(name))).toBe(true);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('starts with the host when that is wished, without a replacement', async () => {
    workspace.configure(network([first], { autostart: true }));
    expect((await workspace.plan()).changes.map(({ actions }) => actions)).toEqual([['update']]);
    await workspace.apply();
    expect(await connection.networkGetAutostart(await connection.networkLookupByName(name))).toBe(true);
  });

  it('is found again by its UUID when the run that made it was cut off', async () => {
    await workspace.terraform('state', 'rm', 'libvirt_network.lan');
    await workspace.apply();
    expect(workspace.attributes('libvirt_network.lan')['id']).toBe(uuid);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is imported by name, and then neither replaced nor disturbed', async () => {
    await workspace.terraform('state', 'rm', 'libvirt_network.lan');
    const { status } = await workspace.terraform('import', 'libvirt_network.lan', name);
    expect(status).toBe(0);
    const { changes, warnings } = await workspace.plan();
    expect(changes.flatMap(({ actions }) => actions)).not.toContain('create');
    expect(warnings).toEqual([]);
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is destroyed, also when it is gone already', async () => {
    const gone = await connection.networkLookupByName(name);
    await connection.networkDestroy(gone);
    await connection.networkUndefine(gone);
    await workspace.destroy();
    workspace.configure(network([first]));
    await workspace.apply();
    await workspace.destroy();
    await expect(connection.networkLookupByName(name)).rejects.toMatchObject({ code: 43 });
  });
});
