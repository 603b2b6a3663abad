import { type Connection, LibvirtError, type StoragePool, type StorageVol } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { attempt } from '../errors';
import { describeBytes } from '../tables';
import { type Content } from '../upload/content';
import { checkRoom, fill } from './fill';
import { growVolume } from './grow';
import { refreshPool, whenIdle } from './pool-calls';
import { bytesAt, findVolume, formatOf, type FoundVolume, lookVolume } from './volume-file';
import { judge, type VolumeWish } from './volume-match';

const UNMEASURED = /accurate CPU usage/i;
const MEASUREMENTS = 20;

/** All that makes a volume. */
export interface VolumeOrder {
  readonly wish: VolumeWish;
  /** The volume's XML; with content, of a raw volume as long as that. */
  readonly xml: string;
  readonly content: Content | null;
  readonly signal: AbortSignal;
  /** Told of a volume that came into being and could not be deleted after an error, and whether its content is complete. */
  readonly left: (volume: StorageVol, filled: boolean) => void;
}

/** Makes a volume, or takes over what a create that was cut off has left of it. Fails with ProviderError and leaves nothing behind. */
export async function makeVolume(connection: Connection, pool: StoragePool, order: VolumeOrder): Promise<FoundVolume> {
  const standing = await lookVolume(connection, pool, order.wish.name);
  if (standing !== undefined && (await takeOver(connection, pool, standing, order))) return finish(connection, pool, order);
  if (order.content !== null) await checkRoom(connection, pool, order.content);
  const volume = await create(connection, pool, order);
  if (volume === undefined) return makeVolume(connection, pool, order);
  let filled = false;
  try {
    if (order.content !== null) await fill(connection, volume, order.content, order.signal);
    filled = true;
    return await finish(connection, pool, order);
  } catch (error) {
    await whenIdle(() => connection.storageVolDelete(volume)).catch(() => order.left(volume, filled));
    throw error;
  }
}

/** True when the volume that stands there is the one to be made; what was cut off is deleted. */
async function takeOver(connection: Connection, pool: StoragePool, found: FoundVolume, order: VolumeOrder): Promise<boolean> {
  const standing = await judge(connection, found, order.wish, order.content);
  if (standing === 'finished') return true;
  if (standing === 'unfinished') {
    await whenIdle(() => connection.storageVolDelete(found.volume));
    return false;
  }
  throw new ProviderError(
    'A volume of this name exists',
    `The pool '${pool.name}' has a volume '${order.wish.name}' that is not what this one would be (${formatOf(found)}, ${bytesAt(found, 'capacity')} bytes). ` +
      `Choose another name, import it (\`terraform import ADDRESS ${found.volume.key}\`), or delete it with all that is in it (\`virsh vol-delete ${order.wish.name} ${pool.name}\`).`,
    ['name'],
  );
}

/** Tries again when QEMU could not measure how fast this host makes keys, as happens where its clock is coarse; nothing is left of such a try. */
async function measured<T>(create: () => Promise<T>): Promise<T> {
  for (let left = MEASUREMENTS; ; left -= 1) {
    try {
      return await create();
    } catch (error) {
      if (left <= 1 || !(LibvirtError.is(error) && UNMEASURED.test(error.message))) throw error;
    }
  }
}

/** Creates the volume; undefined when a file of its name appeared that libvirt had not seen. */
async function create(connection: Connection, pool: StoragePool, { wish, xml }: VolumeOrder): Promise<StorageVol | undefined> {
  try {
    return await measured(() => connection.storageVolCreateXML(pool, xml));
  } catch (error) {
    if (LibvirtError.is(error) && /exists/i.test(error.message) && (await findVolume(connection, pool, wish.name)) !== undefined)
      return undefined;
    return attempt(`Creating the volume ${wish.name} in the pool ${pool.name}`, () => Promise.reject(error));
  }
}

/** Makes libvirt see the format of what was uploaded, and grows the volume to its capacity. */
async function finish(connection: Connection, pool: StoragePool, { wish }: VolumeOrder): Promise<FoundVolume> {
  let found = await lookVolume(connection, pool, wish.name);
  if (found === undefined || (wish.format !== null && formatOf(found) !== wish.format)) {
    await refreshPool(connection, pool);
    found = await lookVolume(connection, pool, wish.name);
  }
  if (found === undefined)
    throw new ProviderError(
      'A volume that vanished',
      `The volume '${wish.name}' was removed from the pool '${pool.name}' while it was made.`,
    );
  const size = bytesAt(found, 'capacity');
  if (wish.capacity === null || wish.capacity === size) return found;
  if (wish.capacity < size) throw tooLarge(wish.name, size, wish.capacity);
  await growVolume(connection, found, wish.capacity);
  return (await lookVolume(connection, pool, wish.name)) ?? found;
}

// Only of content that is compressed, or whose server does not say its length, is that not known before.
function tooLarge(name: string, size: number, capacity: number): ProviderError {
  return new ProviderError(
    'Content that is larger than the volume',
    `What the volume '${name}' is filled with has ${describeBytes(size)}, and 'capacity' says ${describeBytes(capacity)}. Write at least ${describeBytes(size)}.`,
    ['capacity'],
  );
}
