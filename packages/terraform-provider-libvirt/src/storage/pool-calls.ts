import { setTimeout as wait } from 'node:timers/promises';
import { type Connection, ErrorCode, LibvirtError, type StoragePool } from '@labcloud/libvirt-client';

const PATIENCE_MS = 30_000;
const PAUSE_MS = 50;

/** Runs a call that libvirt refuses while volumes of the pool are being made, until it accepts it; half a minute at most. */
export async function whenIdle<T>(call: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      await wait(PAUSE_MS);
    }
  }
}

// libvirt has no code of its own for "has asynchronous jobs running", and 'in use' shares one with lasting states.
function isBusy(error: unknown): boolean {
  return (
    LibvirtError.is(error, ErrorCode.INTERNAL_ERROR, ErrorCode.OPERATION_INVALID) &&
    /asynchronous jobs|still in use|still being allocated/.test(error.message)
  );
}

/** Lets libvirt look at the pool anew. False when the pool turned out to be unusable, which stops it. */
export async function refreshPool(connection: Connection, pool: StoragePool): Promise<boolean> {
  try {
    await whenIdle(() => connection.storagePoolRefresh(pool));
    return true;
  } catch (error) {
    if (!LibvirtError.is(error)) throw error;
    return await connection.storagePoolIsActive(pool);
  }
}
