import { type Connection, type StoragePool } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { Content } from '../upload/content';
import { isUnfinished } from '../upload/marker';
import { element, getPlace, setPlace, writeXml } from '../xml';
import { makeVolume } from './make-volume';
import { whenIdle } from './pool-calls';
import { bytesAt, findVolume, type FoundVolume, lookVolume, readStart } from './volume-file';
import { type SeedState, type SeedStore, type StoredSeed } from './seed-store';

/** Seeds as volumes of a pool. */
export class SeedVolumes implements SeedStore {
  constructor(
    private readonly connection: Connection,
    private readonly pool: StoragePool,
    private readonly signal: AbortSignal,
  ) {}

  async create(name: string, image: Buffer): Promise<StoredSeed> {
    const standing = await lookVolume(this.connection, this.pool, name);
    if (standing === undefined) return this.make(name, image);
    const there = await this.contentOf(standing);
    if (there.equals(image)) return located(standing);
    if (isUnfinished(there)) return this.make(name, image);
    throw new ProviderError(
      'A volume of this name exists',
      `The pool '${this.pool.name}' has a volume '${name}' with other content. Choose another name, import it (\`terraform import ADDRESS ${standing.volume.key}\`), or delete it (\`virsh vol-delete ${name} ${this.pool.name}\`).`,
      ['name'],
    );
  }

  async rewrite(_seed: StoredSeed, name: string, image: Buffer): Promise<void> {
    const standing = await lookVolume(this.connection, this.pool, name);
    if (standing !== undefined) await whenIdle(() => this.connection.storageVolDelete(standing.volume));
    await this.make(name, image);
  }

  async compare(_seed: StoredSeed, name: string, length: number, matches: (stored: Buffer) => boolean): Promise<SeedState> {
    const found = await findVolume(this.connection, this.pool, name);
    if (found === undefined) return 'missing';
    return bytesAt(found, 'physical') === length && matches(await this.contentOf(found)) ? 'equal' : 'different';
  }

  async remove(_seed: StoredSeed, name: string): Promise<void> {
    const found = await findVolume(this.connection, this.pool, name);
    if (found !== undefined) await whenIdle(() => this.connection.storageVolDelete(found.volume));
  }

  private async make(name: string, image: Buffer): Promise<StoredSeed> {
    const made = await makeVolume(this.connection, this.pool, {
      wish: { name, format: null, capacity: null, backing: null },
      xml: volumeXml(name, image.length),
      content: await Content.of(`the seed '${name}'`, image),
      signal: this.signal,
      left: () => undefined,
    });
    return located(made);
  }

  private contentOf(found: FoundVolume): Promise<Buffer> {
    return readStart(this.connection, found.volume, 0);
  }
}

function located(found: FoundVolume): StoredSeed {
  return { id: found.volume.key, path: getPlace(found.root, 'target/path') ?? found.volume.key };
}

function volumeXml(name: string, length: number): string {
  const volume = element('volume');
  setPlace(volume, 'name', name);
  setPlace(volume, 'capacity', String(length));
  setPlace(volume, 'allocation', '0');
  setPlace(volume, 'target/format@type', 'raw');
  setPlace(volume, 'target/permissions/mode', '0600');
  return writeXml(volume);
}
