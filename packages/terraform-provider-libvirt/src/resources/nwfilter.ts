import { type Connection, ErrorCode, type NWFilter } from '@labcloud/libvirt-client';
import { type Resource } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists, tolerating } from '../errors';
import { planTable } from '../plan';
import { resourceSchemas } from '../schemas';
import { type Item, nwfilterTable, patchTable, readTable, stringAt, writeTable } from '../tables';
import { defineOwn, findNamed, findOwn, type Lookups } from './own';

/** The filters that a run has made or taken over: with `create_before_destroy` one of them may stand where another is to be deleted. */
const made = new WeakMap<Client, Set<string>>();

function lookups(connection: Connection): Lookups<NWFilter> {
  return { byUuid: (uuid) => connection.nwFilterLookupByUUID(uuid), byName: (name) => connection.nwFilterLookupByName(name) };
}

async function readFilter(connection: Connection, filter: NWFilter, prior: Item): Promise<Item> {
  return readTable(nwfilterTable, await connection.nwFilterGetXMLDesc(filter), prior);
}

async function bring(connection: Connection, filter: NWFilter, prior: Item, planned: Item): Promise<void> {
  const xml = await connection.nwFilterGetXMLDesc(filter);
  const wanted = patchTable(nwfilterTable, xml, prior, planned);
  await attempt('Changing the packet filter', () => connection.nwFilterDefineXML(wanted));
}

/** `libvirt_nwfilter`. */
export const nwfilterResource: Resource<Client> = {
  schema: resourceSchemas['libvirt_nwfilter'] ?? { attributes: {} },
  plan: (context) => planTable(nwfilterTable, context),
  async create({ planned, client, signal, keep }) {
    const connection = await client.connection(signal);
    const found = await findOwn('packet filter', planned, lookups(connection));
    const define = (identified: Item): Promise<NWFilter> => connection.nwFilterDefineXML(writeTable(nwfilterTable, identified));
    const filter = found ?? (await attempt('Defining the packet filter', () => defineOwn(planned, keep, define)));
    made.set(client, (made.get(client) ?? new Set()).add(filter.uuid));
    keep({ id: filter.uuid, uuid: filter.uuid, name: filter.name });
    if (found !== undefined) await bring(connection, found, await readFilter(connection, found, planned), planned);
    return readFilter(connection, filter, planned);
  },
  async read({ state, client, signal }) {
    const connection = await client.connection(signal);
    const filter = await ifExists(connection.nwFilterLookupByUUID(stringAt(state, 'uuid') ?? stringAt(state, 'id') ?? ''));
    return filter === undefined ? null : readFilter(connection, filter, state);
  },
  async update({ prior, planned, client, signal }) {
    const connection = await client.connection(signal);
    const filter = { uuid: stringAt(prior, 'uuid') ?? '', name: stringAt(prior, 'name') ?? '' };
    await bring(connection, filter, prior, planned);
    return readFilter(connection, filter, planned);
  },
  async delete({ state, client, signal }) {
    const uuid = stringAt(state, 'uuid') ?? '';
    if (made.get(client)?.has(uuid) === true) return;
    const connection = await client.connection(signal);
    const filter = await ifExists(connection.nwFilterLookupByUUID(uuid));
    if (filter === undefined) return;
    const undefine = (): Promise<unknown> => connection.nwFilterUndefine(filter);
    await attempt(`Removing the packet filter ${filter.name}`, () => tolerating(undefine(), ErrorCode.NO_NWFILTER));
  },
  async import(id, { client, signal }) {
    const { uuid, name } = await findNamed('packet filter', id, lookups(await client.connection(signal)));
    return { id: uuid, uuid, name };
  },
};
