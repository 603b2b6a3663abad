import { Connection, type Domain, DomainDefineFlags, DomainState, DomainXMLFlags } from '@labcloud/libvirt-client';
import { isEmpty, Workspace } from './harness';
import { sweep } from './sweep';

const PREFIX = 'labtest-domain-';
const name = `${PREFIX}vm`;
const uuid = '6f1c5a8e-4a51-5c0e-9f43-6d1f0c9b7a02';
const mac = '52:54:00:c9:01:05';
const INACTIVE = DomainXMLFlags.INACTIVE;

const metadata = (path: string): object => ({
  xml: `<lab:machine xmlns:lab="https://labcloud.dev/xmlns/machine/1" name="vm" path="${path}"><lab:probe kind="http" port="80"/></lab:machine>`,
});

const machine = {
  name,
  uuid,
  type: 'qemu',
  memory: 48,
  memory_unit: 'MiB',
  vcpu: 1,
  title: 'first',
  metadata: metadata('a'),
  os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
  features: { acpi: true, apic: {} },
  // No system answers in these guests, so none can be asked to shut down.
  update: { shutdown: { timeout: 0 } },
  devices: {
    interfaces: [{ source: { network: { network: `${PREFIX}lan` } }, model: { type: 'virtio' }, mac: { address: mac } }],
    serials: [{ target: { port: 0 } }],
    consoles: [{ target: { type: 'serial', port: 0 } }],
    channels: [{ source: { unix: {} }, target: { virt_io: { name: 'org.qemu.guest_agent.0' } } }],
    rngs: [{ model: 'virtio', backend: { random: '/dev/urandom' } }],
    mem_balloon: { model: 'virtio' },
    controllers: [1, 2, 3].map((index) => ({ type: 'pci', index, model: 'pcie-root-port' })),
    graphics: [{ vnc: { auto_port: true, listen: '127.0.0.1' } }],
    videos: [{ model: { type: 'virtio' } }],
  },
};

let connection: Connection;
let workspace: Workspace;

function configure(changes: object = {}): void {
  const lan = { name: `${PREFIX}lan`, bridge: { name: 'labtestd0' }, ips: [{ address: '10.254.205.1', prefix: 24 }] };
  const vm = { ...machine, ...changes, depends_on: ['libvirt_network.lan'] };
  workspace.configure({ libvirt_network: { lan }, libvirt_domain: { vm } });
}

function found(): Promise<Domain> {
  return connection.domainLookupByUUID(uuid);
}

async function xml(flags = 0): Promise<string> {
  return connection.domainGetXMLDesc(await found(), flags);
}

async function plannedActions(): Promise<string[][]> {
  const { changes } = await workspace.plan();
  return changes.map(({ actions }) => actions).filter(([action]) => action !== 'no-op');
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

describe('libvirt_domain', () => {
  it('is made with the UUID that it was given, runs, and plans nothing afterwards (defect 7 of the published provider)', async () => {
    configure();
    await workspace.apply();
    expect((await found()).id).toBeGreaterThan(0);
    expect(workspace.attributes('libvirt_domain.vm')).toMatchObject({ id: (await found()).id, running: true, uuid });
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is not disturbed when the same size is spelled in another unit', async () => {
    const { id } = await found();
    configure({ memory: 48 * 1024, memory_unit: 'KiB' });
    expect((await workspace.plan()).warnings).toEqual([]);
    await workspace.apply();
    expect((await found()).id).toBe(id);
  });

  it('changes title, description, metadata and autostart while it runs', async () => {
    const { id } = await found();
    configure({ title: 'second', description: 'described', metadata: metadata('b'), autostart: true });
    const { warnings } = await workspace.plan();
    expect(warnings).toEqual([]);
    await workspace.apply();
    for (const flags of [0, INACTIVE]) {
      expect(await xml(flags)).toContain('<title>second</title>');
      expect(await xml(flags)).toContain('<description>described</description>');
      expect(await xml(flags)).toContain('path="b"');
    }
    expect(await connection.domainGetAutostart(await found())).toBe(true);
    expect((await found()).id).toBe(id);
    configure();
    await workspace.apply();
    expect(await xml()).not.toContain('description');
    expect(await connection.domainGetAutostart(await found())).toBe(false);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('says that more memory restarts it, and keeps what the tables do not know', async () => {
    const foreign = '<other xmlns="urn:other"/>';
    const edited = (await xml(INACTIVE))
      .replace('</metadata>', `${foreign}</metadata>`)
      .replace("<clock offset='utc'/>", "<clock offset='utc'/><pm><suspend-to-mem enabled='no'/></pm>");
    await connection.domainDefineXMLFlags(edited, DomainDefineFlags.VALIDATE);
    expect(await plannedActions()).toEqual([]);
    configure({ memory: 64 });
    const { warnings } = await workspace.plan();
    expect(warnings).toEqual([
      expect.objectContaining({
        summary: 'Restart: something that runs is restarted',
        detail: expect.stringContaining(`libvirt_domain "${name}": memory 48 MiB → 64 MiB`) as unknown,
      }),
    ]);
    const { id } = await found();
    await workspace.apply();
    expect((await found()).id).not.toBe(id);
    expect(await xml()).toContain(mac);
    expect(await xml()).toContain("<memory unit='KiB'>65536</memory>");
    expect(await xml()).toContain("<currentMemory unit='KiB'>65536</currentMemory>");
    expect(await xml()).toContain('urn:other');
    expect(await xml()).toContain('suspend-to-mem');
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('changes nothing when the guest does not shut down, and says how to force it', async () => {
    configure({ memory: 80, update: { shutdown: { timeout: 1 } } });
    const { id } = await found();
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output.replace(/[\s│]+/g, ' ')).toContain('update.shutdown.timeout = 0');
    expect((await found()).id).toBe(id);
    expect(await xml(INACTIVE)).toContain("<memory unit='KiB'>65536</memory>");
    configure({ memory: 80 });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('notices what was changed by hand in any kind of attribute, and puts it right (defect 6 of the published provider)', async () => {
    const edits: ((text: string) => string)[] = [
      (text) => text.replace('<title>first</title>', '<title>changed</title>'),
      (text) => text.replace(/>\d+<\/(memory|currentMemory)>/g, '>57344</$1>'),
      (text) => text.replace('>1</vcpu>', '>2</vcpu>'),
      (text) => text.replace(`network='${PREFIX}lan'`, "network='default'"),
      (text) => text.replace(/<rng[^]*<\/rng>/, ''),
      (text) => text.replace('<interface', "<interface type='user'><mac address='52:54:00:c9:01:99'/></interface><interface"),
      (text) => text.replace('port="80"', 'port="81"'),
    ];
    let edited = await xml(INACTIVE);
    for (const edit of edits) {
      expect(edit(edited)).not.toBe(edited);
      edited = edit(edited);
    }
    await connection.domainDefineXMLFlags(edited);
    const [change] = (await workspace.plan()).changes.filter(({ address }) => address === 'libvirt_domain.vm');
    expect(change).toMatchObject({
      actions: ['update'],
      before: {
        title: 'changed',
        memory: 56,
        vcpu: 2,
        metadata: { xml: expect.stringContaining('port="81"') as unknown },
        devices: {
          rngs: null,
          interfaces: [{ source: { network: { network: 'default' } } }, { mac: { address: '52:54:00:c9:01:99' }, source: { user: {} } }],
        },
      },
    });
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is started again after somebody powered it off', async () => {
    await connection.domainDestroyFlags(await found());
    expect(await plannedActions()).toEqual([['update']]);
    await workspace.apply();
    expect((await connection.domainGetState(await found())).state).toBe(DomainState.RUNNING);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is stopped when that is wished, and then changes without a warning', async () => {
    configure({ running: false });
    await workspace.apply();
    expect((await found()).id).toBe(-1);
    configure({ running: false, vcpu: 2 });
    expect((await workspace.plan()).warnings).toEqual([]);
    await workspace.apply();
    expect(workspace.attributes('libvirt_domain.vm')).toMatchObject({ id: -1, running: false, vcpu: 2 });
    expect(isEmpty(await workspace.plan())).toBe(true);
    configure();
    await workspace.apply();
  });

  it('is found again by its UUID when the run that made it was cut off, and brought to the plan', async () => {
    await workspace.terraform('state', 'rm', 'libvirt_domain.vm');
    await connection.domainDestroyFlags(await found());
    configure({ title: 'taken over' });
    await workspace.apply();
    expect(await xml()).toContain('<title>taken over</title>');
    expect((await found()).id).toBeGreaterThan(0);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is left in the state when it cannot start, so that the next apply completes', async () => {
    await workspace.destroy();
    configure({
      devices: { disks: [{ source: { file: { file: '/nonexistent/labtest.qcow2' } }, target: { dev: 'vda', bus: 'virtio' } }] },
    });
    const { status, output } = await workspace.tryApply();
    expect(status).toBe(1);
    expect(output).toContain(`Starting "${name}" failed`);
    expect(workspace.attributes('libvirt_domain.vm')['uuid']).toBe(uuid);
    configure();
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('keeps the hardware address that libvirt chose through an update (defect 3 of the published provider)', async () => {
    const interfaces = [{ source: { network: { network: `${PREFIX}lan` } } }];
    configure({ devices: { interfaces } });
    await workspace.apply();
    const [chosen] = /52:54:00:[0-9a-f:]+/.exec(await xml()) ?? [];
    configure({ devices: { interfaces }, memory: 64 });
    await workspace.apply();
    expect(chosen).toBeDefined();
    expect(await xml()).toContain(chosen);
    expect(isEmpty(await workspace.plan())).toBe(true);
  });

  it('is destroyed with its snapshots and its saved state in the way, also when it is gone already (defect 12 of the published provider)', async () => {
    await connection.domainManagedSave(await found());
    await workspace.destroy();
    await expect(found()).rejects.toMatchObject({ code: 42 });
    configure();
    await workspace.apply();
    await sweep(connection, name);
    await workspace.destroy();
  });

  it('is made from little more than a name, refused when the name is taken, and imported by it', async () => {
    const little = {
      libvirt_network: { lan: { name: `${PREFIX}lan` } },
      libvirt_domain: { vm: { name, type: 'qemu', memory: 49152, running: false } },
    };
    workspace.configure(little);
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.terraform('state', 'rm', 'libvirt_domain.vm');
    const refused = await workspace.tryApply();
    expect(refused.status).toBe(1);
    expect(refused.output).toContain('Name taken');
    const { status } = await workspace.terraform('import', 'libvirt_domain.vm', name);
    expect(status).toBe(0);
    expect(isEmpty(await workspace.plan())).toBe(true);
    await workspace.destroy();
  });

  it.each([
    ['metadata without a namespace', { metadata: { xml: '<machine/>' } }, 'namespace of its own'],
    ['metadata that is no XML', { metadata: { xml: '<a xmlns="urn:a">' } }, 'well-formed'],
    ['a unit that there is not', { memory_unit: 'MiBi' }, 'must be a unit'],
    ['a bad choice', { devices: { disks: [{ device: 'disc' }] } }, 'must be one of disk'],
    ['half a second', { update: { shutdown: { timeout: 0.5 } } }, 'whole number of seconds'],
  ])('refuses %s', async (_what, changes, words) => {
    configure(changes);
    const { status, output } = await workspace.terraform('validate');
    expect(status).toBe(1);
    expect(output.replace(/\s+/g, ' ')).toContain(words);
  });
});
