import { type Connection, ErrorCode, type Network, NetworkXMLFlags } from '@labcloud/libvirt-client';
import { type Resource } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists, tolerating } from '../errors';
import { planTable } from '../plan';
import { resourceSchemas } from '../schemas';
import { changesOf, type Item, networkTable, patchTable, readTable, stringAt, writeTable } from '../tables';
import { applyUpdates, updatesOf } from './network-update';
import { findNamed, findOwn, type Lookups } from './own';

async function readNetwork(connection: Connection, uuid: string, prior: Item): Promise<Item> {
  const network = { uuid, name: stringAt(prior, 'name') ?? '' };
  const [xml, autostart, active] = await Promise.all([
    connection.networkGetXMLDesc(network, NetworkXMLFlags.INACTIVE),
    connection.networkGetAutostart(network),
    connection.networkIsActive(network),
  ]);
  return { ...readTable(networkTable, xml, prior), autostart, active };
}

function lookups(connection: Connection): Lookups<Network> {
  return { byUuid: (uuid) => connection.networkLookupByUUID(uuid), byName: (name) => connection.networkLookupByName(name) };
}

/** Brings a network that exists from `prior` to `planned`; only changes that need no replacement come here. */
async function bring(connection: Connection, network: Network, prior: Item, planned: Item): Promise<void> {
  const active = prior['active'] === true;
  const changes = changesOf(networkTable, prior, planned, { running: active });
  const updates = active ? updatesOf(prior, planned) : [];
  if (updates.length > 0) await applyUpdates(connection, network, updates);
  const defined = changes.some(({ path }) => !['autostart', 'active'].includes(String(path[0])));
  if (defined && updates.length === 0) {
    const xml = await connection.networkGetXMLDesc(network, NetworkXMLFlags.INACTIVE);
    await attempt('Changing the network', () => connection.networkDefineXML(patchTable(networkTable, xml, prior, planned)));
  }
  await setState(connection, network, prior, planned);
}

async function setState(connection: Connection, network: Network, prior: Item, planned: Item): Promise<void> {
  const { active, autostart } = planned;
  if (active === false) await tolerating(connection.networkDestroy(network), ErrorCode.OPERATION_INVALID);
  else if (prior['active'] !== true) await attempt('Starting the network', () => connection.networkCreate(network));
  if (typeof autostart === 'boolean' && autostart !== prior['autostart']) await connection.networkSetAutostart(network, autostart);
}

/** `libvirt_network`. */
export const networkResource: Resource<Client> = {
  schema: resourceSchemas['libvirt_network'] ?? { attributes: {} },
  plan: (context) => planTable(networkTable, context),
  async create({ planned, client, signal, keep }) {
    const connection = await client.connection(signal);
    const found = await findOwn('network', planned, lookups(connection));
    const network = found ?? (await attempt('Defining the network', () => connection.networkDefineXML(writeTable(networkTable, planned))));
    const { uuid, name } = network;
    keep({ id: uuid, uuid, name });
    if (found === undefined) await setState(connection, network, { active: false, autostart: false }, planned);
    else await takeOver(connection, network, planned);
    return readNetwork(connection, uuid, planned);
  },
  async read({ state, client, signal }) {
    const connection = await client.connection(signal);
    return (await ifExists(readNetwork(connection, stringAt(state, 'uuid') ?? stringAt(state, 'id') ?? '', state))) ?? null;
  },
  async update({ prior, planned, client, signal }) {
    const connection = await client.connection(signal);
    const uuid = stringAt(prior, 'uuid') ?? '';
    await bring(connection, { uuid, name: stringAt(prior, 'name') ?? '' }, prior, planned);
    return readNetwork(connection, uuid, planned);
  },
  async delete({ state, client, signal }) {
    const connection = await client.connection(signal);
    const network = await ifExists(connection.networkLookupByUUID(stringAt(state, 'uuid') ?? ''));
    if (network === undefined) return;
    await tolerating(connection.networkDestroy(network), ErrorCode.OPERATION_INVALID, ErrorCode.NO_NETWORK);
    await tolerating(connection.networkUndefine(network), ErrorCode.NO_NETWORK);
  },
  async import(id, { client, signal }) {
    const { uuid, name } = await findNamed('network', id, lookups(await client.connection(signal)));
    // Without a bridge in the state, that of the configuration would look like another one.
    return { id: uuid, uuid, name, bridge: {} };
  },
};

/** An earlier run made the network and was cut off: it is ours, so it may be stopped to be brought to the plan. */
async function takeOver(connection: Connection, network: Network, planned: Item): Promise<void> {
  const prior = await readNetwork(connection, network.uuid, planned);
  const changes = changesOf(networkTable, prior, planned, { running: prior['active'] === true });
  const stop = changes.some(({ effect }) => effect.kind === 'replace');
  if (stop) await tolerating(connection.networkDestroy(network), ErrorCode.OPERATION_INVALID);
  await bring(connection, network, stop ? { ...prior, active: false } : prior, planned);
}
