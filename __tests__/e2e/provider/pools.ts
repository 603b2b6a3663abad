import { type Connection, ErrorCode, LibvirtError, type StoragePool } from '@labcloud/libvirt-client';

/** Removes the pools whose names begin with a test's prefix, as an earlier run may have left them. Their files stay. */
export async function sweepPools(connection: Connection, prefix: string): Promise<void> {
  const pools = await connection.connectListAllStoragePools();
  for (const pool of pools.filter(({ name }) => name.startsWith(prefix))) {
    await connection.storagePoolDestroy(pool).catch((error: unknown) => {
      if (!LibvirtError.is(error, ErrorCode.OPERATION_INVALID)) throw error;
    });
    await connection.storagePoolUndefine(pool).catch((error: unknown) => {
      if (!LibvirtError.is(error, ErrorCode.NO_STORAGE_POOL)) throw error;
    });
  }
}

/** The names of a pool's volumes, sorted. */
export async function volumesOf(connection: Connection, pool: StoragePool): Promise<string[]> {
  await connection.storagePoolRefresh(pool);
  return (await connection.storagePoolListAllVolumes(pool)).map(({ name }) => name).sort();
}
