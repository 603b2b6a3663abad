import { type Connection, DomainBlockResizeFlags, type StorageVol } from '@labcloud/libvirt-client';
import { ProviderError } from '@labcloud/terraform-plugin';
import { attempt } from '../errors';
import { getPlace } from '../xml';
import { runningUsers, type SnapshotUser, snapshotUser } from './disk-user';
import { whenIdle } from './pool-calls';
import { bytesAt, type FoundVolume } from './volume-file';

/** Grows a volume to `capacity` bytes; a guest that runs with it sees its disk grow. Fails with ProviderError. */
export async function growVolume(connection: Connection, found: FoundVolume, capacity: number): Promise<void> {
  const { volume } = found;
  if (bytesAt(found, 'capacity') === capacity) return;
  const path = getPlace(found.root, 'target/path') ?? volume.key;
  const [user] = await runningUsers(connection, { path, pool: volume.pool, name: volume.name });
  const snapshot = user === undefined ? await snapshotUser(connection, path) : undefined;
  if (snapshot !== undefined) throw belowSnapshot(volume, snapshot);
  await attempt(`Growing the volume ${volume.name} in the pool ${volume.pool}`, async () => {
    // QEMU has the image open and locks it, so that it has to grow it itself.
    if (user) await connection.domainBlockResize(user.domain, user.disk, capacity, DomainBlockResizeFlags.BYTES);
    else await whenIdle(() => connection.storageVolResize(volume, capacity));
  });
}

/** The guest would not see it grow, and what goes on in the other file would keep its size. */
function belowSnapshot(volume: StorageVol, { domain, disk, file }: SnapshotUser): ProviderError {
  return new ProviderError(
    'A volume below a snapshot',
    `The disk ${disk} of '${domain.name}' stands on the volume '${volume.name}' in the pool '${volume.pool}' and goes on in ${file} since an external snapshot, so growing the volume would not grow the disk. ` +
      `Put both together first, while the machine runs: \`virsh blockcommit ${domain.name} ${disk} --active --pivot\`.`,
    ['capacity'],
  );
}
