import { type Connection, ErrorCode, type Network, NetworkXMLFlags } from '@labcloud/libvirt-client';
import { type PlanContext, type PlanResult, type PrivateData, type Resource, UNKNOWN } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists, tolerating } from '../errors';
import { driftWarnings, planTable } from '../plan';
import { resourceSchemas } from '../schemas';
import { asItem, type Change, changesOf, type Item, networkTable, patchTable, readTable, stringAt, writeTable } from '../tables';
import { findAll, getPlace, readXml, writeXml } from '../xml';
import { closeParking, findParking } from '../networks/parking';
import { restartNetwork, startNetwork } from '../networks/restart';
import { applyUpdates, updatesOf } from './network-update';
import { defineOwn, findNamed, findOwn, type Lookups } from './own';

/** The attributes of a network: as it is defined where that was changed, else as it runs. `data` gets the other one where it differs. */
async function readNetwork(connection: Connection, uuid: string, prior: Item, data: PrivateData): Promise<Item> {
  const network = { uuid, name: stringAt(prior, 'name') ?? '' };
  const [xml, live, autostart, active, parking] = await Promise.all([
    connection.networkGetXMLDesc(network, NetworkXMLFlags.INACTIVE),
    connection.networkGetXMLDesc(network),
    connection.networkGetAutostart(network),
    connection.networkIsActive(network),
    findParking(connection, network),
  ]);
  const defined = readTable(networkTable, xml, prior);
  const running = live === xml ? defined : readTable(networkTable, live, prior);
  const drifted = differ(prior, defined);
  delete data['running'];
  delete data['defined'];
  if (active && differ(running, defined)) data[drifted ? 'running' : 'defined'] = drifted ? running : defined;
  // A network whose guests have not all come back is one that has yet to be started.
  return { ...(drifted ? defined : running), autostart, active: active && parking === undefined };
}

function differ(before: Item, after: Item): boolean {
  return changesOf(networkTable, before, after, {}).length > 0;
}

/** What the table says, and what its attributes do not show: that a network runs in another way than it is defined, because a run was cut off between the two. */
function planNetwork({ prior, proposed, private: data }: PlanContext): PlanResult {
  let hidden: Change[] = [];
  const plan = planTable(networkTable, { prior, proposed }, (before, known) => {
    const shown = changesOf(networkTable, before, proposed, known);
    const from = (view: string): Change[] =>
      data[view] === undefined ? [] : changesOf(networkTable, { ...before, ...asItem(data[view] as Item) }, proposed, known);
    const missed = [...from('running'), ...from('defined').map(onlyDefined)];
    hidden = missed.filter(({ name }) => !shown.some((change) => change.name === name));
    return [...shown, ...hidden];
  });
  if (hidden.length === 0) return plan;
  const warnings = [...(plan.warnings ?? []), ...driftWarnings(networkTable, String(prior?.['name']), hidden)];
  return { ...plan, warnings, planned: { ...proposed, id: UNKNOWN } };
}

function onlyDefined(change: Change): Change {
  return { ...change, effect: { kind: 'live', reason: 'the network runs so already; only its definition changes' } };
}

function lookups(connection: Connection): Lookups<Network> {
  return { byUuid: (uuid) => connection.networkLookupByUUID(uuid), byName: (name) => connection.networkLookupByName(name) };
}

/** Brings a network that exists from `prior` to `planned`; only changes that need no replacement come here. */
async function bring(connection: Connection, network: Network, prior: Item, planned: Item): Promise<void> {
  const [definition, live, active] = await Promise.all([
    connection.networkGetXMLDesc(network, NetworkXMLFlags.INACTIVE),
    connection.networkGetXMLDesc(network),
    connection.networkIsActive(network),
  ]);
  const wanted = patchTable(networkTable, definition, readTable(networkTable, definition, prior), planned);
  // libvirt looks at all of a definition, and refuses a wrong one before anything has changed.
  if (wanted !== writeXml(readXml(definition))) {
    await attempt('Changing the network', () => connection.networkDefineXML(wanted));
  }
  if (active && planned['active'] !== false) await bringRunning(connection, network, { definition, live, prior, planned });
  await setState(connection, network, active, prior, planned);
}

interface RunningChange {
  /** The definition as it was before. */
  readonly definition: string;
  readonly live: string;
  readonly prior: Item;
  readonly planned: Item;
}

async function bringRunning(connection: Connection, network: Network, { definition, live, prior, planned }: RunningChange): Promise<void> {
  const running = readTable(networkTable, live, prior);
  const restarts = changesOf(networkTable, running, planned, { running: true }).filter(({ effect }) => effect.kind === 'restart');
  if (restarts.length > 0) {
    const renumbered = restarts.some(({ path }) => path[0] === 'ips');
    return restartNetwork(connection, network, definition, renumbered);
  }
  const order = findAll(readXml(live), 'ip').map((ip) => getPlace(ip, '@address'));
  try {
    await applyUpdates(connection, network, updatesOf(running, planned, order));
  } catch (error) {
    await connection.networkDefineXML(definition);
    throw error;
  }
}

async function setState(connection: Connection, network: Network, active: boolean, prior: Item, planned: Item): Promise<void> {
  const { autostart } = planned;
  if (planned['active'] === false) await tolerating(connection.networkDestroy(network), ErrorCode.OPERATION_INVALID);
  else if (!active || prior['active'] !== true) await attempt('Starting the network', () => startNetwork(connection, network));
  if (typeof autostart === 'boolean' && autostart !== prior['autostart']) await connection.networkSetAutostart(network, autostart);
}

/** `libvirt_network`. */
export const networkResource: Resource<Client> = {
  schema: resourceSchemas['libvirt_network'] ?? { attributes: {} },
  plan: planNetwork,
  async create({ planned, client, signal, keep, private: data }) {
    const connection = await client.connection(signal);
    const found = await findOwn('network', planned, lookups(connection));
    const define = (identified: Item): Promise<Network> => connection.networkDefineXML(writeTable(networkTable, identified));
    const network = found ?? (await attempt('Defining the network', () => defineOwn(planned, keep, define)));
    const { uuid, name } = network;
    keep({ id: uuid, uuid, name });
    if (found === undefined) await setState(connection, network, false, { autostart: false }, planned);
    else await bring(connection, network, await readNetwork(connection, uuid, planned, data), planned);
    return readNetwork(connection, uuid, planned, data);
  },
  async read({ state, client, signal, private: data }) {
    const connection = await client.connection(signal);
    return (await ifExists(readNetwork(connection, stringAt(state, 'uuid') ?? stringAt(state, 'id') ?? '', state, data))) ?? null;
  },
  async update({ prior, planned, client, signal, private: data }) {
    const connection = await client.connection(signal);
    const uuid = stringAt(prior, 'uuid') ?? '';
    await bring(connection, { uuid, name: stringAt(prior, 'name') ?? '' }, prior, planned);
    return readNetwork(connection, uuid, planned, data);
  },
  async delete({ state, client, signal }) {
    const connection = await client.connection(signal);
    const network = await ifExists(connection.networkLookupByUUID(stringAt(state, 'uuid') ?? ''));
    if (network === undefined) return;
    await tolerating(connection.networkDestroy(network), ErrorCode.OPERATION_INVALID, ErrorCode.NO_NETWORK);
    const parking = await findParking(connection, network);
    if (parking !== undefined) await closeParking(connection, parking);
    await tolerating(connection.networkUndefine(network), ErrorCode.NO_NETWORK);
  },
  async import(id, { client, signal }) {
    const { uuid, name } = await findNamed('network', id, lookups(await client.connection(signal)));
    // Without a bridge in the state, that of the configuration would look like another one.
    return { id: uuid, uuid, name, bridge: {} };
  },
};
