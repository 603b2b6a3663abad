import { type Connection, DomainUndefineFlags, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { PREFIX } from './fixtures';

const GONE = [ErrorCode.OPERATION_INVALID, ErrorCode.NO_DOMAIN, ErrorCode.NO_NETWORK, ErrorCode.NO_STORAGE_POOL];

async function quietly(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!LibvirtError.is(error, ...GONE)) throw error;
  });
}

/** Removes all that libvirt has with the prefix of the walk: machines, networks, pools, and secrets that are for files in its folders. */
export async function sweep(connection: Connection): Promise<void> {
  const own = <T extends { name: string }>(things: readonly T[]): T[] => things.filter(({ name }) => name.startsWith(PREFIX));
  const { MANAGED_SAVE, SNAPSHOTS_METADATA, NVRAM } = DomainUndefineFlags;
  for (const domain of own(await connection.connectListAllDomains())) {
    await quietly(connection.domainDestroyFlags(domain));
    await quietly(connection.domainUndefineFlags(domain, MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM));
  }
  for (const network of own(await connection.connectListAllNetworks())) {
    await quietly(connection.networkDestroy(network));
    await quietly(connection.networkUndefine(network));
  }
  for (const filter of own(await connection.connectListAllNWFilters())) await quietly(connection.nwFilterUndefine(filter));
  for (const pool of own(await connection.connectListAllStoragePools())) {
    await quietly(connection.storagePoolDestroy(pool));
    await quietly(connection.storagePoolUndefine(pool));
  }
  for (const secret of await connection.connectListAllSecrets())
    if (secret.usageID.includes(`/${PREFIX}`)) await connection.secretUndefine(secret);
}
