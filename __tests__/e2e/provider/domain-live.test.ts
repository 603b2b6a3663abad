import { Connection, DomainDeviceFlags } from '@labcloud/libvirt-client';
import { disk, drive, Machine } from './machine';
import { sweep } from './sweep';

const PREFIX = 'labtest-live-';
const MAC = '52:54:00:c9:02:01';
const SECOND = '52:54:00:c9:02:02';
const link = (state: string): object => ({ link: { state } });

let connection: Connection;
let machine: Machine;

async function applied(changes: object, devices: object): Promise<void> {
  machine.configure(changes, devices);
  await machine.workspace.apply();
}

/** Applies what must fail, and returns Terraform's words on one line. */
async function refused(changes: object, devices: object, ports?: number): Promise<string> {
  machine.configure(changes, devices, ports);
  const { status, output } = await machine.workspace.tryApply();
  expect(status).toBe(1);
  return output.replace(/[\s│]+/g, ' ');
}

async function expectAgreement(): Promise<void> {
  const [defined, active] = await machine.bothViews();
  const unasked = { current_memory: null, current_memory_unit: null };
  expect({ ...active, ...unasked }).toEqual({ ...defined, ...unasked });
  expect(await machine.plan()).toEqual({ actions: ['no-op'], warnings: [] });
}

beforeAll(async () => {
  connection = await Connection.open('qemu:///system');
  await sweep(connection, PREFIX);
  machine = await Machine.create(connection, PREFIX, '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7b01', '10.254.21');
  await applied({}, { interfaces: [machine.nic(MAC)] });
});

afterAll(async () => {
  await machine.remove();
  await sweep(connection, PREFIX);
  await connection.close();
});

describe('a running machine', () => {
  it('gets CPUs, disks, interfaces, media and words, and no restart (defect 1 of the published provider)', async () => {
    const id = await machine.id();
    machine.configure(
      { vcpu_current: 3, title: 'grown', autostart: true, metadata: { xml: '<x:a xmlns:x="urn:a"/>' } },
      {
        disks: [machine.root, drive(machine.file('medium')), disk(machine.file('data'), 'vdb', { serial: 'DATA' })],
        interfaces: [machine.nic(MAC, link('down')), machine.nic(SECOND), { source: { user: {} }, model: { type: 'virtio' } }],
      },
    );
    expect(await machine.plan()).toEqual({ actions: ['update'], warnings: [] });
    await machine.workspace.apply();
    expect(await machine.id()).toBe(id);
    const running = await machine.running();
    expect(running).toContain("<vcpu placement='static' current='3'>4</vcpu>");
    expect(running).toContain("<target dev='vdb' bus='virtio'/>");
    expect(running).toContain(`${machine.folder}/medium`);
    expect(running).toContain("<link state='down'/>");
    expect(running.match(/<mac address/g)).toHaveLength(3);
    expect(await machine.definition()).toContain("<vcpu id='3' enabled='no' hotpluggable='yes'/>");
    await expectAgreement();
  });

  it('has its devices in the same places after a restart', async () => {
    const places = (xml: string): string[] => xml.match(/<address type='pci'[^>]*>/g) ?? [];
    expect(places(await machine.definition()).sort()).toEqual(places(await machine.running()).sort());
  });

  it('moves to another network, takes another filter and other media, and lets go of disks and interfaces', async () => {
    const id = await machine.id();
    machine.configure(
      { vcpu_current: 3, description: 'shrunk' },
      {
        disks: [machine.root, drive(machine.file('other'))],
        interfaces: [machine.nic(MAC, { filter_ref: { filter: 'clean-traffic' } }, 2)],
      },
    );
    expect((await machine.plan()).warnings).toEqual([]);
    await machine.workspace.apply();
    expect(await machine.id()).toBe(id);
    const running = await machine.running();
    expect(running).not.toMatch(/vdb|link state|title|urn:a/);
    expect(running).toContain(`network='${machine.lan(2)}'`);
    expect(running).toContain("filterref filter='clean-traffic'");
    expect(running).toContain(`${machine.folder}/other`);
    await expectAgreement();
    await applied({ vcpu_current: 3 }, { interfaces: [machine.nic(MAC)] });
    expect(await machine.running()).not.toMatch(/filterref|other/);
    expect(await machine.id()).toBe(id);
    await expectAgreement();
  });

  it('keeps what was done before a step that fails, in its definition and in the state', async () => {
    const id = await machine.id();
    const devices = { disks: [machine.root, drive(), disk(machine.file('data'), 'vdb')], interfaces: [machine.nic(MAC)] };
    const words = await refused({ vcpu_current: 3, current_memory: 48, current_memory_unit: 'MiB', title: 'never' }, devices);
    expect(words).toContain('The memory balloon does not move');
    expect(words).toContain('change `memory` instead');
    expect(machine.attributes()).toMatchObject({
      current_memory: null,
      title: null,
      devices: { disks: [{}, {}, { target: { dev: 'vdb' } }] },
    });
    expect(await machine.running()).toContain("<currentMemory unit='KiB'>65536</currentMemory>");
    expect(await machine.definition()).toContain("<currentMemory unit='KiB'>65536</currentMemory>");
    expect(await machine.id()).toBe(id);
    machine.configure({ vcpu_current: 3 }, devices);
    await expectAgreement();
  });

  it('says when it has no port left', async () => {
    const nics = Array.from({ length: 12 }, (_each, index) => machine.nic(`52:54:00:c9:02:${String(20 + index)}`));
    const words = await refused({ vcpu_current: 3 }, { interfaces: [machine.nic(MAC), ...nics] });
    expect(words).toMatch(/No free port.*52:54:00:c9:02:\d\d.*pcie-root-port/);
    const [defined, active] = await machine.bothViews();
    expect(active['devices']).toEqual(defined['devices']);
    await applied({ vcpu_current: 3 }, { interfaces: [machine.nic(MAC)] });
    await expectAgreement();
  });

  it('is put right where only what runs, or only its definition, was changed by hand', async () => {
    const id = await machine.id();
    const domain = await machine.found();
    const foreign = machine.file('foreign');
    const hotPlugged = `<disk type='file'><driver name='qemu' type='raw'/><source file='${foreign}'/><target dev='vdx' bus='virtio'/></disk>`;
    await connection.domainAttachDeviceFlags(domain, hotPlugged, DomainDeviceFlags.LIVE);
    const nic = /<interface[^]*?<\/interface>/.exec(await machine.running())?.[0] ?? '';
    await connection.domainUpdateDeviceFlags(
      domain,
      nic.replace('</interface>', "<link state='down'/></interface>"),
      DomainDeviceFlags.LIVE,
    );
    await connection.domainDefineXMLFlags((await machine.definition()).replace(/65536(<\/(memory|currentMemory)>)/g, '98304$1'));
    expect(await machine.plan()).toEqual({ actions: ['update'], warnings: [] });
    await machine.workspace.apply();
    expect(await machine.id()).toBe(id);
    expect(await machine.running()).not.toMatch(/vdx|link state/);
    expect(await machine.definition()).toContain("<memory unit='KiB'>65536</memory>");
    await expectAgreement();
  });
});

describe('a running machine whose guest does not cooperate', () => {
  it('keeps a disk that it does not let go of, in its definition and in the state, and an error says so', async () => {
    const dead = disk(machine.file('dead'), 'vda');
    const devices = { interfaces: [machine.nic(MAC)] };
    machine.configure(
      { vcpu_current: 3, update: { shutdown: { timeout: 0 } } },
      { ...devices, disks: [dead, drive(), disk(machine.file('data'), 'vdb')] },
    );
    await machine.workspace.apply();
    const words = await refused({ vcpu_current: 3 }, { ...devices, disks: [dead, drive()] });
    expect(words).toMatch(/The guest does not let go.*still holds vdb.*apply again/);
    expect(await machine.definition()).toContain("<target dev='vdb'");
    expect(machine.attributes()).toMatchObject({ devices: { disks: [{}, {}, { target: { dev: 'vdb' } }] } });
  });

  it('is noticed when it lets go later, and its definition follows', async () => {
    const id = await machine.id();
    const reset = (): Promise<unknown> => machine.found().then((domain) => connection.domainReset(domain));
    const matches = (): boolean => true;
    await connection.waitForDomainEvent('device-removed', { matches, timeout: 20_000 }, reset);
    const { actions, warnings } = await machine.plan();
    expect(actions).toEqual(['update']);
    expect(warnings).toEqual([expect.stringMatching(/^Drift: .*devices\.disks\[vdb\]/)]);
    await machine.workspace.apply();
    expect(await machine.id()).toBe(id);
    await expectAgreement();
  });

  it('is not waited for while it is paused', async () => {
    await connection.domainSuspend(await machine.found());
    const words = await refused({ vcpu_current: 3, power: 'paused' }, { disks: [disk(machine.file('dead'), 'vda'), drive()] });
    expect(words).toMatch(/Paused machine.*let go of 52:54:00:c9:02:01; resume it first/);
  });
});
