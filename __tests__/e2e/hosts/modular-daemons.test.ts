import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@labcloud/libvirt-client';
import { Hypervisor } from '../../support/hypervisor';
import { needs } from '../../support/needs';
import { sshServer } from '../../support/ssh-server';
import { isEmpty, Workspace } from '../provider/harness';

jest.setTimeout(180_000);

/** Debian does not ship them; those of another build can be named. */
const FOLDER = process.env.LABCLOUD_MODULAR_DAEMONS ?? '/usr/sbin';
const DAEMONS = ['virtqemud', 'virtnetworkd', 'virtstoraged', 'virtnodedevd', 'virtnwfilterd', 'virtsecretd'];
const NAME = 'labtest-modular';
const ssh = sshServer();

const resources = {
  libvirt_pool: {
    pool: { name: NAME, type: 'dir', target: { path: '/var/lib/libvirt/images/modular' }, create: { build: true, start: true } },
  },
  libvirt_volume: {
    disk: {
      name: 'disk.img',
      pool: '${libvirt_pool.pool.name}',
      target: { format: { type: 'raw' } },
      create: { content: { url: 'content.img' } },
    },
  },
  libvirt_network: { lan: { name: NAME, bridge: { name: 'modular0' }, ips: [{ address: '10.90.0.1', prefix: 24 }] } },
  libvirt_domain: {
    vm: {
      name: NAME,
      type: 'qemu',
      memory: 48,
      memory_unit: 'MiB',
      vcpu: 1,
      os: { type: 'hvm', type_arch: 'x86_64', type_machine: 'q35' },
      destroy: { graceful: false },
      devices: {
        disks: [
          {
            source: { volume: { pool: '${libvirt_pool.pool.name}', volume: '${libvirt_volume.disk.name}' } },
            driver: { name: 'qemu', type: 'raw' },
            target: { dev: 'vda', bus: 'virtio' },
          },
        ],
        interfaces: [{ source: { network: { network: '${libvirt_network.lan.name}' } }, model: { type: 'virtio' } }],
      },
    },
  },
};

needs(ssh && existsSync(join(FOLDER, 'virtqemud')), "libvirt's modular daemons").describe('modular daemons', () => {
  let host: Hypervisor;
  let socket: string;
  let workspace: Workspace;

  beforeAll(async () => {
    host = await Hypervisor.start({ name: NAME, subnet: 246, ssh });
    await host.killDaemon();
    host.run('rm', '-f', '/run/libvirt/libvirt-sock');
    for (const daemon of DAEMONS.map((name) => join(FOLDER, name)).filter((file) => existsSync(file))) host.run(daemon, '-d');
    socket = host.socket.replace('libvirt-sock', 'virtqemud-sock');
    while (!existsSync(socket)) await sleep(20);
    workspace = await Workspace.create();
    writeFileSync(join(workspace.directory, 'content.img'), Buffer.alloc(1 << 20, 'labcloud'));
  });

  afterAll(async () => {
    await workspace.remove();
    await host.stop();
  });

  it('are found through ssh, by the helper and by netcat', async () => {
    const ways: Record<string, string>[] = [{}, { mode: 'direct', proxy: 'netcat', netcat: ssh?.netcat ?? 'nc' }];
    for (const more of ways) {
      const connection = await Connection.open(host.uri('root', more));
      expect(await connection.connectGetURI()).toBe('qemu:///system');
      expect(await connection.connectListAllNetworks()).toEqual([]);
      await connection.close();
    }
  });

  it('make pools, volumes, networks and machines over the one socket', async () => {
    workspace.configure(resources, `qemu:///system?socket=${socket}`);
    await workspace.apply();
    expect(isEmpty(await workspace.plan())).toBe(true);
    expect(host.run('head', '-c', '8', '/var/lib/libvirt/images/modular/disk.img')).toBe('labcloud');
    expect(host.pids('libvirtd')).toEqual([]);
    await workspace.destroy();
  });
});
