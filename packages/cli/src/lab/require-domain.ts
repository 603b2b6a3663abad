import { type Connection, type Domain, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { UserError } from '../errors';
import type { ManifestMachine } from '../project/manifest';

/** The domain of a machine, or undefined when its host has none. */
export async function findDomain(connection: Connection, { uuid }: ManifestMachine): Promise<Domain | undefined> {
  try {
    return await connection.domainLookupByUUID(uuid);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.NO_DOMAIN)) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The domain of a machine.
 *
 * @throws UserError when its host has none
 */
export async function requireDomain(connection: Connection, machine: ManifestMachine): Promise<Domain> {
  const domain = await findDomain(connection, machine);
  if (!domain) {
    throw new UserError(`${machine.name} does not exist yet.`, 'Bring it up first: labcloud up');
  }
  return domain;
}
