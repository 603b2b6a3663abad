import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@labcloud/libvirt-client';
import { Hypervisor } from '../../support/hypervisor';
import { isEmpty, type Outcome, Workspace } from '../../e2e/provider/harness';

jest.setTimeout(300_000);

const PREFIX = 'labtest-restart';
const MACHINES = 8;
/** VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE, and the same of networks. */
const ACTIVE = 1 << 1;
const LOST = /lost the connection to libvirt|cannot connect to libvirt|libvirt does not answer/;

let host: Hypervisor;
let workspace: Workspace;
let uri: string;

/** A pool, volumes with content, networks, and machines that stand still before their first instruction. */
function resources(): Record<string, Record<string, object>> {
  const each = <T>(count: number, make: (index: number) => T): Record<string, T> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`n${index}`, make(index)]));
  const pool = { name: PREFIX, type: 'dir', target: { path: '/var/lib/libvirt/images/restart' }, create: { build: true, start: true } };
  return {
    libvirt_pool: { pool },
    libvirt_network: each(2, (index) => ({
      name: `${PREFIX}-${index}`,
      bridge: { name: `restart${index}` },
      ips: [{ address: `10.9${index}.0.1`, prefix: 24 }],
    })),
    libvirt_volume: each(MACHINES, (index) => ({
      name: `${PREFIX}-${index}.img`,
      pool: '${libvirt_pool.pool.name}',
      target: { format: { type: 'raw' } },
      create: { content: { url: 'content.img' } },
    })),
    libvirt_domain: each(MACHINES, (index) => ({
      name: `${PREFIX}-${index}`,
      type: 'qemu',
      memory: 48,
      memory_unit: 'MiB',
      vcpu: 1,
      os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
      destroy: { graceful: false },
      devices: {
        disks: [
          {
            source: { volume: { pool: '${libvirt_pool.pool.name}', volume: `\${libvirt_volume.n${index}.name}` } },
            driver: { name: 'qemu', type: 'raw' },
            target: { dev: 'vda', bus: 'virtio' },
          },
        ],
        interfaces: [{ source: { network: { network: `\${libvirt_network.n${index % 2}.name}` } }, model: { type: 'virtio' } }],
      },
    })),
  };
}

/** What there is of ours on the host. */
async function countOn(connection: Connection): Promise<{ machines: number; running: number; networks: number; volumes: number }> {
  const ours = <T extends { name: string }>(objects: T[]): T[] => objects.filter(({ name }) => name.startsWith(PREFIX));
  const machines = ours(await connection.connectListAllDomains());
  const pools = ours(await connection.connectListAllStoragePools(ACTIVE));
  const volumes = await Promise.all(pools.map((pool) => connection.storagePoolListAllVolumes(pool)));
  return {
    machines: machines.length,
    running: machines.filter(({ id }) => id > 0).length,
    networks: ours(await connection.connectListAllNetworks(ACTIVE)).length,
    volumes: volumes.flat().length,
  };
}

type Count = Awaited<ReturnType<typeof countOn>>;
const NOTHING: Count = { machines: 0, running: 0, networks: 0, volumes: 0 };
const EVERYTHING: Count = { machines: MACHINES, running: MACHINES, networks: 2, volumes: MACHINES };

async function inspect<T>(look: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.open(uri);
  try {
    return await look(connection);
  } finally {
    await connection.close();
  }
}

/** Starts Terraform, kills the daemon when enough is there, and says how it ended. */
async function killDuring(
  start: () => Promise<Outcome>,
  enough: (count: Count) => boolean,
  then: () => Promise<void> = () => Promise.resolve(),
): Promise<Outcome> {
  let over = false;
  const running = start().finally(() => (over = true));
  await inspect(async (connection) => {
    while (!over && !enough(await countOn(connection))) await sleep(5);
  });
  await host.killDaemon();
  await then();
  return running;
}

/** What `labcloud up` does on its host: a daemon that is killed over a network leaves a bridge, which no daemon takes for its own. */
async function removeBridges(): Promise<void> {
  const active = await inspect(async (connection) => {
    const networks = await connection.connectListAllNetworks(ACTIVE);
    return Promise.all(networks.map((network) => connection.networkGetBridgeName(network)));
  });
  for (const bridge of ['restart0', 'restart1'].filter((name) => !active.includes(name))) {
    host.run('sh', '-c', `ip link delete ${bridge} 2>/dev/null || true`);
  }
}

beforeAll(async () => {
  host = await Hypervisor.start({ name: PREFIX, subnet: 245 });
  uri = `qemu:///system?socket=${host.socket}`;
  workspace = await Workspace.create();
  writeFileSync(join(workspace.directory, 'content.img'), Buffer.concat([randomBytes(4 << 20), Buffer.alloc(8 << 20)]));
  workspace.configure(resources(), uri);
});

afterAll(async () => {
  await workspace.remove();
  await host.stop();
});

describe('a daemon that is started anew', () => {
  const destroy = (): Promise<Outcome> => workspace.terraform('destroy', '-auto-approve', '-input=false');
  const apply = (): Promise<Outcome> => workspace.tryApply();
  const moments: [string, (count: Count) => boolean][] = [
    ['while the first volumes are filled', ({ volumes }) => volumes > 0],
    ['while the first machines are made', ({ machines }) => machines > 0],
    ['while the last machines are made', ({ running }) => running > MACHINES / 2],
  ];

  it.each(moments)('%s lets the apply end in all or in an error that says so, and the next one completes', async (_moment, reached) => {
    const { status, output } = await killDuring(apply, reached, () => host.startDaemon());
    if (status !== 0) expect(output).toMatch(LOST);
    await removeBridges();
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(await inspect(countOn)).toEqual(EVERYTHING);
    await workspace.destroy();
    expect(await inspect(countOn)).toEqual(NOTHING);
  });

  it('while everything is destroyed leaves nothing after the next attempt', async () => {
    await workspace.apply();
    const { status, output } = await killDuring(
      destroy,
      ({ machines }) => machines < MACHINES,
      () => host.startDaemon(),
    );
    if (status !== 0) expect(output).toMatch(LOST);
    await workspace.destroy();
    expect(await inspect(countOn)).toEqual(NOTHING);
    await removeBridges();
  });

  it('too late lets the apply fail with what is missing, and the next one completes', async () => {
    const { status, output } = await killDuring(apply, ({ machines }) => machines > 0);
    expect(status).toBe(1);
    expect(output).toMatch(LOST);
    await host.startDaemon();
    await removeBridges();
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(await inspect(countOn)).toEqual(EVERYTHING);
    await workspace.destroy();
  });
});
