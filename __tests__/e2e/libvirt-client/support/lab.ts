import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection, DomainUndefineFlags, type StoragePool, type StorageVol } from '@labcloud/libvirt-client';

// QEMU's start takes seconds on a busy machine.
jest.setTimeout(60_000);

/** What every libvirt object of these tests is called by, so that they run beside others. */
export const PREFIX = `labtest-client-${process.pid}`;

/** A connection to the real daemon, a pool in a folder of its own, and the removal of everything that a test made. */
export class Lab {
  readonly directory = mkdtempSync(join(tmpdir(), `${PREFIX}-`));

  private constructor(
    readonly connection: Connection,
    private readonly name: string,
  ) {}

  static async open(suite: string, uri = 'qemu:///system'): Promise<Lab> {
    const lab = new Lab(await Connection.open(uri), `${PREFIX}-${suite}`);
    // QEMU runs as a user of its own and must get to the volumes.
    chmodSync(lab.directory, 0o755);
    return lab;
  }

  /** A name that only this suite uses. */
  named(noun: string): string {
    return `${this.name}-${noun}`;
  }

  /** The XML of a small domain that boots from nothing unless it has a disk. */
  domainXML(noun: string, devices = ''): string {
    return `<domain type='qemu'>
      <name>${this.named(noun)}</name>
      <memory unit='MiB'>32</memory>
      <vcpu current='1'>2</vcpu>
      <os><type arch='x86_64' machine='q35'>hvm</type></os>
      <devices>${devices}</devices>
    </domain>`;
  }

  async pool(): Promise<StoragePool> {
    const xml = `<pool type='dir'><name>${this.named('pool')}</name><target><path>${join(this.directory, 'pool')}</path></target></pool>`;
    const pool = await this.connection.storagePoolDefineXML(xml);
    await this.connection.storagePoolBuild(pool);
    await this.connection.storagePoolCreate(pool);
    return pool;
  }

  volume(pool: StoragePool, name: string, capacity: number): Promise<StorageVol> {
    return this.connection.storageVolCreateXML(
      pool,
      `<volume><name>${name}</name><capacity>${capacity}</capacity><allocation>0</allocation><target><format type='raw'/></target></volume>`,
    );
  }

  async close(): Promise<void> {
    try {
      await this.clear();
    } finally {
      await this.connection.close();
      rmSync(this.directory, { recursive: true, force: true });
    }
  }

  private async clear(): Promise<void> {
    const { connection } = this;
    const ours = <T extends { name: string }>(objects: T[]): T[] => objects.filter(({ name }) => name.startsWith(this.name));
    for (const domain of ours(await connection.connectListAllDomains())) {
      const persistent = await connection.domainIsPersistent(domain);
      if (await connection.domainIsActive(domain)) await connection.domainDestroyFlags(domain);
      if (persistent)
        await connection.domainUndefineFlags(domain, DomainUndefineFlags.MANAGED_SAVE | DomainUndefineFlags.SNAPSHOTS_METADATA);
    }
    for (const network of ours(await connection.connectListAllNetworks())) {
      if (await connection.networkIsActive(network)) await connection.networkDestroy(network);
      await connection.networkUndefine(network);
    }
    for (const pool of ours(await connection.connectListAllStoragePools())) {
      if (await connection.storagePoolIsActive(pool)) await connection.storagePoolDestroy(pool);
      await connection.storagePoolUndefine(pool);
    }
    for (const filter of ours(await connection.connectListAllNWFilters())) await connection.nwFilterUndefine(filter);
  }
}
