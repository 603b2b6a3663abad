import { type Connection, ErrorCode, LibvirtError, StorageXMLFlags } from '@labcloud/libvirt-client';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  at,
  cloudinitDiskTable,
  type Item,
  patchTable,
  poolTable,
  stringAt,
  volumeTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Look, type Noun } from '../noun';
import { type Hand } from '../trial';

const nothing: Look = { self: '', run: '', data: '', broken: [] };

/** Directories, with a file in them. */
export class PoolNoun implements Noun {
  readonly table = poolTable;
  readonly asleep = { active: false };

  constructor(private readonly connection: Connection) {}

  mark(item: Item): Promise<void> {
    writeFileSync(join(stringAt(item, 'target.path') ?? '', 'canary'), '');
    return Promise.resolve();
  }

  async look(item: Item): Promise<Look> {
    const pool = await this.connection.storagePoolLookupByName(String(item['name']));
    const path = stringAt(item, 'target.path') ?? '';
    return { ...nothing, self: `${pool.uuid} ${String(statSync(path).ino)}`, data: existsSync(join(path, 'canary')) ? 'there' : 'gone' };
  }

  ids({ name, uuid }: Item): string[] {
    return [String(name), String(uuid)];
  }

  async byHand(hand: Hand, now: Item, before: Item): Promise<void> {
    const pool = await this.connection.storagePoolLookupByName(String(now['name']));
    if (hand === 'autostart') await this.connection.storagePoolSetAutostart(pool, at(before, 'create.autostart') === true);
    else if (hand === 'start') await this.connection.storagePoolCreate(pool);
    else if (hand === 'stop') await this.connection.storagePoolDestroy(pool);
    else {
      const xml = await this.connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE);
      await this.connection.storagePoolDefineXML(patchTable(poolTable, xml, now, before));
    }
  }
}

/** Files in a pool, with something written on them as a guest would do it. */
export class VolumeNoun implements Noun {
  readonly table = volumeTable;

  constructor(private readonly connection: Connection) {}

  private async path({ pool, name }: Item): Promise<string> {
    const found = await this.connection.storagePoolLookupByName(String(pool));
    await this.connection.storagePoolRefresh(found);
    return this.connection.storageVolGetPath(await this.connection.storageVolLookupByName(found, String(name)));
  }

  async mark(item: Item): Promise<void> {
    if (at(item, 'target.encryption') === null) this.io(item, await this.path(item), 'write -P 0xc5 64k 4k');
  }

  async look(item: Item): Promise<Look> {
    const path = await this.path(item);
    const data = at(item, 'target.encryption') === null ? this.io(item, path, 'read -P 0xc5 64k 4k') : String(statSync(path).ino);
    return { ...nothing, data };
  }

  private io(item: Item, path: string, command: string): string {
    try {
      const format = stringAt(item, 'target.format.type') ?? 'raw';
      const said = execFileSync('qemu-io', ['-f', format, '-c', command, path], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return said.includes('failed') ? 'gone' : 'there';
    } catch {
      return 'gone';
    }
  }

  ids({ pool, name }: Item): string[] {
    return [`${String(pool)}/${String(name)}`];
  }

  byHand(): Promise<void> {
    return Promise.reject(new Error('a volume cannot be changed by hand'));
  }
}

/** Seeds in a pool. */
export class SeedNoun implements Noun {
  readonly table = cloudinitDiskTable;
  private readonly places = new Map<string, string>();

  constructor(private readonly connection: Connection) {}

  private async path({ pool, name }: Item): Promise<string> {
    const found = await this.connection.storagePoolLookupByName(String(pool));
    await this.connection.storagePoolRefresh(found);
    try {
      return await this.connection.storageVolGetPath(await this.connection.storageVolLookupByName(found, String(name)));
    } catch (error) {
      if (LibvirtError.is(error, ErrorCode.NO_STORAGE_VOL)) return '';
      throw error;
    }
  }

  async look(item: Item): Promise<Look> {
    const path = await this.path(item);
    this.places.set(String(item['name']), path);
    const said = path === '' ? '' : readFileSync(path, 'latin1');
    const missing = ['user_data', 'meta_data', 'network_config'].filter((name) => !said.includes(String(item[name] ?? '')));
    return { ...nothing, self: path, broken: missing.map((name) => `the seed does not hold its ${name}`) };
  }

  ids(item: Item): string[] {
    return [this.places.get(String(item['name'])) ?? ''];
  }

  async byHand(_hand: Hand, now: Item): Promise<void> {
    const path = await this.path(now);
    writeFileSync(path, Buffer.alloc(statSync(path).size));
  }
}
