import { type Connection, DomainBlockResizeFlags } from '@labcloud/libvirt-client';
import { attempt } from '../errors';
import { getPlace } from '../xml';
import { runningUsers } from './disk-user';
import { whenIdle } from './pool-calls';
import { bytesAt, type FoundVolume } from './volume-file';

/** Grows a volume to `capacity` bytes; a guest that runs with it sees its disk grow. Fails with ProviderError. */
export async function growVolume(connection: Connection, found: FoundVolume, capacity: number): Promise<void> {
  const { volume } = found;
  if (bytesAt(found, 'capacity') === capacity) return;
  await attempt(`Growing the volume ${volume.name} in the pool ${volume.pool}`, async () => {
    const path = getPlace(found.root, 'target/path') ?? volume.key;
    const [user] = await runningUsers(connection, { path, pool: volume.pool, name: volume.name });
    // QEMU has the image open and locks it, so that it has to grow it itself.
    if (user) await connection.domainBlockResize(user.domain, user.disk, capacity, DomainBlockResizeFlags.BYTES);
    else await whenIdle(() => connection.storageVolResize(volume, capacity));
  });
}
