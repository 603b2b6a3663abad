import { type Connection, ErrorCode, type Network } from '@labcloud/libvirt-client';
import { attempt, ifExists, tolerating } from '../errors';
import { element, setPlace, writeXml } from '../xml';

/**
 * The network to which the NICs of running guests are moved while their own one is away: libvirt puts a NIC on a bridge only when it comes from another network.
 * It exists only as long as NICs have to be brought back, and so tells a later run that there are some.
 */
function nameOf(network: Network): string {
  return `${network.name}-parking`;
}

/** The parking of a network, if it exists. */
export async function findParking(connection: Connection, network: Network): Promise<Network | undefined> {
  const found = await ifExists(connection.networkLookupByName(nameOf(network)));
  return found !== undefined && !(await connection.networkIsPersistent(found)) ? found : undefined;
}

/** The parking of a network, made if it does not exist. Fails with ProviderError. */
export async function openParking(connection: Connection, network: Network): Promise<Network> {
  const root = element('network');
  setPlace(root, 'name', nameOf(network));
  setPlace(root, 'bridge@name', `park${network.uuid.replaceAll('-', '').slice(0, 11)}`);
  setPlace(root, 'bridge@stp', 'off');
  return (
    (await findParking(connection, network)) ??
    (await attempt('Making a network for the guests meanwhile', () => connection.networkCreateXML(writeXml(root))))
  );
}

/** Removes a parking that is empty. */
export async function closeParking(connection: Connection, parking: Network): Promise<void> {
  await tolerating(connection.networkDestroy(parking), ErrorCode.OPERATION_INVALID, ErrorCode.NO_NETWORK);
}
