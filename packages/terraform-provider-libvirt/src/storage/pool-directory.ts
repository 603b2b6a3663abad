import { type Connection, LibvirtError, type StoragePool, StorageXMLFlags } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
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

/** How the directory of a stopped pool is brought into being. */
export interface DirectoryWish {
  readonly path: string;
  /** Whether a missing directory is made. */
  readonly build: boolean;
  /** Whether the permissions in the pool's XML are to be given to a directory that exists. */
  readonly permissions: boolean;
}

/** Starts a pool, makes its directory if that is missing, and says in its XML if so. Fails with ProviderError. */
export async function startPool(connection: Connection, pool: StoragePool, wish: DirectoryWish): Promise<void> {
  const xml = await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE);
  try {
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
  } catch (error) {
    throw LibvirtError.is(error) ? unusable(wish.path, error.message) : error;
  }
}

// Only a start tells, on a local host and on a remote one, whether the directory exists.
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
    const probe = await connection.storageVolCreateXML(pool, `<volume><name>${name}</name><capacity>0</capacity></volume>`);
    await whenIdle(() => connection.storageVolDelete(probe));
  } catch (error) {
    throw LibvirtError.is(error) ? unusable(path, error.message) : error;
  }
}

function unusable(path: string, reason: string): ProviderError {
  return new ProviderError(
    'A pool path that cannot be used',
    `${path}: ${reason}. Choose a directory that libvirt can make and write to, such as /var/lib/labcloud/NAME, or repair this one.`,
    ['target', 'path'],
  );
}
