import { type Connection, ErrorCode, LibvirtError, type Network } from '@labcloud/libvirt-client';
import { log, ProviderError } from '@labcloud/terraform-plugin';
import { ifExists, tolerating } from '../errors';
import { bringNic, type GuestNic, moveNic, nicsOn, restoreNic } from './guest-nics';
import { closeParking, findParking, openParking } from './parking';

/**
 * Stops a running network and starts it as it is defined now; the NICs of running guests are taken off before and brought back after.
 * When it does not start, the definition `before` comes back and the network runs as it did. `renumbered` makes guests ask for an address anew.
 * Fails with ProviderError.
 */
export async function restartNetwork(interruptible: Connection, network: Network, before: string, renumbered: boolean): Promise<void> {
  // Half-way nobody is served, and the whole takes a second.
  const connection = interruptible.with({ signal: undefined });
  const nics = await nicsOn(connection, network, await bridgeOf(connection, network));
  const parking = nics.length === 0 ? undefined : await openParking(connection, network);
  if (parking !== undefined) {
    const stuck = await each(nics, (nic) => moveNic(connection, nic, parking.name, renumbered ? 'down' : 'as it is'));
    if (stuck.length > 0) {
      await connection.networkDefineXML(before);
      await bringBack(connection, network, nics);
      throw new ProviderError('A guest does not let go of the network', `${listed(stuck)}. Nothing has changed.`);
    }
  }
  try {
    await connection.networkDestroy(network);
    await connection.networkCreate(network);
  } catch (error) {
    await connection.networkDefineXML(before);
    await tolerating(connection.networkCreate(network), ErrorCode.OPERATION_INVALID);
    throw LibvirtError.is(error)
      ? new ProviderError('The changed network does not start', `${error.message}. It runs again as it was.`)
      : error;
  } finally {
    if (parking !== undefined) await bringBack(connection, network, nics);
  }
}

/** Starts a network, if need be, and brings back the NICs of guests that ran on without it. Fails with ProviderError. */
export async function startNetwork(connection: Connection, network: Network): Promise<void> {
  await tolerating(connection.networkCreate(network), ErrorCode.OPERATION_INVALID);
  const nics = await nicsOn(connection, network, undefined);
  if (nics.length === 0) return bringBack(connection, network, []);
  const parking = await openParking(connection, network);
  const stuck = await each(nics, (nic) => moveNic(connection, nic, parking.name, 'as it is'));
  await bringBack(connection, network, nics, stuck);
}

/** Brings NICs back from the parking, and also those that an earlier run has left there. `stuck` never got there. */
async function bringBack(
  connection: Connection,
  network: Network,
  nics: readonly GuestNic[],
  stuck: readonly Failure[] = [],
): Promise<void> {
  const parking = await findParking(connection, network);
  if (parking === undefined) return;
  await each(nics, (nic) => restoreNic(connection, nic));
  const left = [...stuck, ...(await each(await nicsOn(connection, parking, undefined), (nic) => bringNic(connection, nic, network.name)))];
  if (left.length > 0) {
    throw new ProviderError('A guest that is off its network', `${listed(left)}. Apply again to bring it back, or restart the guest.`);
  }
  await closeParking(connection, parking);
}

interface Failure {
  readonly nic: GuestNic;
  readonly error: Error;
}

async function each(nics: readonly GuestNic[], move: (nic: GuestNic) => Promise<void>): Promise<Failure[]> {
  const outcomes = await Promise.allSettled(nics.map(move));
  return outcomes.flatMap((outcome, index) => {
    const nic = nics[index];
    if (outcome.status === 'fulfilled' || nic === undefined) return [];
    const error = outcome.reason as Error;
    log('warn', `a NIC of ${nic.domain.name} cannot be moved: ${error.message}`);
    return [{ nic, error }];
  });
}

function listed(failures: readonly Failure[]): string {
  return failures.map(({ nic, error }) => `${nic.domain.name}: ${error.message}`).join('; ');
}

async function bridgeOf(connection: Connection, network: Network): Promise<string | undefined> {
  return ifExists(connection.networkGetBridgeName(network)).catch(() => undefined);
}
