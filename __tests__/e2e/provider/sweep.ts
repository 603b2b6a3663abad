import { type Connection, DomainUndefineFlags, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';

async function quietly(step: Promise<unknown>): Promise<void> {
  await step.catch((error: unknown) => {
    if (!LibvirtError.is(error, ErrorCode.OPERATION_INVALID, ErrorCode.NO_DOMAIN, ErrorCode.NO_NETWORK, ErrorCode.NO_STORAGE_POOL))
      throw error;
  });
}

/** Removes the domains, networks and definitions of pools whose names begin with a test's prefix, as an earlier run may have left them. */
export async function sweep(connection: Connection, prefix: string): Promise<void> {
  const domains = await connection.connectListAllDomains();
  for (const domain of domains.filter(({ name }) => name.startsWith(prefix))) {
    await quietly(connection.domainDestroyFlags(domain));
    const { MANAGED_SAVE, SNAPSHOTS_METADATA, NVRAM } = DomainUndefineFlags;
    await quietly(connection.domainUndefineFlags(domain, MANAGED_SAVE | SNAPSHOTS_METADATA | NVRAM));
  }
  const networks = await connection.connectListAllNetworks();
  for (const network of networks.filter(({ name }) => name.startsWith(prefix))) {
    await quietly(connection.networkDestroy(network));
    await quietly(connection.networkUndefine(network));
  }
  const pools = await connection.connectListAllStoragePools();
  for (const pool of pools.filter(({ name }) => name.startsWith(prefix))) {
    await quietly(connection.storagePoolDestroy(pool));
    await quietly(connection.storagePoolUndefine(pool));
  }
}
