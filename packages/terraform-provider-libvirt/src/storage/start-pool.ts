import { type Connection, LibvirtError, type StoragePool, StoragePoolBuildFlags, StorageXMLFlags } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { ifExists } from '../errors';
import { getPlace, readXml, setPlace, writeXml } from '../xml';
import { whenIdle } from './pool-calls';

const VENDOR = 'labcloud';
const PRODUCT = 'made-directory';

/** Whether a pool's XML says that creating the pool made its directory. It says so before the directory is made. */
export function madeDirectory(xml: string): boolean {
  const root = readXml(xml);
  return getPlace(root, 'source/vendor@name') === VENDOR && getPlace(root, 'source/product@name') === PRODUCT;
}

/** The pool's XML with the note that creating the pool made its directory. libvirt keeps both words and gives them no meaning. */
function noteMadeDirectory(xml: string): string {
  const root = readXml(xml);
  setPlace(root, 'source/vendor@name', VENDOR);
  setPlace(root, 'source/product@name', PRODUCT);
  return writeXml(root);
}

/** How a stopped pool is brought into being. */
export interface PoolWish {
  /** `dir`, `fs`, `netfs` or `logical`. */
  readonly type: string;
  readonly path: string;
  /** Whether what is missing is made: the directory, the file system on an empty device, the volume group. */
  readonly build: boolean;
  /** Whether the permissions in the pool's XML are to be given to a directory that exists. */
  readonly permissions: boolean;
}

/** Starts a pool and makes what is missing of it; in its XML it says if it made the directory. Fails with ProviderError. */
export async function startPool(connection: Connection, pool: StoragePool, wish: PoolWish): Promise<void> {
  try {
    if (wish.type === 'dir') await startDirectory(connection, pool, wish);
    else await startSource(connection, pool, wish);
  } catch (error) {
    throw LibvirtError.is(error) ? unusable(wish, error.message) : error;
  }
}

async function startDirectory(connection: Connection, pool: StoragePool, wish: PoolWish): Promise<void> {
  const xml = await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE);
  if (await startsAsItIs(connection, pool)) {
    if (!wish.build || !wish.permissions) return;
    await connection.storagePoolDestroy(pool);
    // A start overwrites the wished permissions with those that it finds.
    await connection.storagePoolDefineXML(xml);
    await connection.storagePoolBuild(pool);
  } else if (wish.build) {
    await connection.storagePoolDefineXML(noteMadeDirectory(xml));
    await connection.storagePoolBuild(pool);
  }
  await connection.storagePoolCreate(pool);
}

/** Starts a pool that is made of devices or is on a server; formats nothing that is not empty. */
async function startSource(connection: Connection, pool: StoragePool, { type, build }: PoolWish): Promise<void> {
  if (await startsAsItIs(connection, pool)) return;
  // Makes the directory that the file system is mounted on.
  if (build && type !== 'logical') {
    await connection.storagePoolBuild(pool);
    if (await startsAsItIs(connection, pool)) return;
  }
  const format = getPlace(readXml(await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE)), 'source/format@type');
  if (build && type !== 'netfs' && format !== undefined && format !== 'auto') {
    await connection.storagePoolBuild(pool, StoragePoolBuildFlags.NO_OVERWRITE);
  }
  await connection.storagePoolCreate(pool);
}

// Only a start tells, on a local host and on a remote one, whether what it needs exists.
async function startsAsItIs(connection: Connection, pool: StoragePool): Promise<boolean> {
  try {
    await connection.storagePoolCreate(pool);
    return true;
  } catch (error) {
    if (LibvirtError.is(error)) return false;
    throw error;
  }
}

/** Makes sure that volumes can be made in a started pool. Fails with ProviderError. */
export async function checkWritable(connection: Connection, pool: StoragePool, path: string): Promise<void> {
  const name = `.labcloud-${pool.uuid}`;
  try {
    // A run that was killed in here left its own.
    const left = await ifExists(connection.storageVolLookupByName(pool, name));
    if (left !== undefined) await whenIdle(() => connection.storageVolDelete(left));
    const probe = await connection.storageVolCreateXML(pool, `<volume><name>${name}</name><capacity>0</capacity></volume>`);
    await whenIdle(() => connection.storageVolDelete(probe));
  } catch (error) {
    throw LibvirtError.is(error) ? unusable({ type: 'dir', path }, error.message) : error;
  }
}

function unusable({ type, path }: Pick<PoolWish, 'type' | 'path'>, reason: string): ProviderError {
  if (type !== 'dir') {
    const detail = `${path}: ${reason}. Check 'source': what it names must exist on the host, and a device must be empty or hold what the pool expects.`;
    return new ProviderError('A pool source that cannot be used', detail, ['source']);
  }
  return new ProviderError(
    'A pool path that cannot be used',
    `${path}: ${reason}. Choose a directory that libvirt can make and write to, such as /var/lib/labcloud/NAME, or repair this one.`,
    ['target', 'path'],
  );
}
