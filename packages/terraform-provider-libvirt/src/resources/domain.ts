import { type Connection, type Domain, DomainXMLFlags } from '@labcloud/libvirt-client';
import { type Resource, UNKNOWN } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists } from '../errors';
import { planTable } from '../plan';
import { resourceSchemas } from '../schemas';
import { domainTable, type Item, readTable, stringAt, writeTable } from '../tables';
import { bring } from './domain-change';
import { remove, start } from './domain-power';
import { checkHostDevices } from './host-devices';
import { findNamed, findOwn, type Lookups } from './own';

/** libvirt's number of a machine that does not run. */
const OFF = -1;

async function readDomain(connection: Connection, uuid: string, prior: Item): Promise<Item> {
  const handle: Domain = { uuid, name: stringAt(prior, 'name') ?? '', id: OFF };
  const [{ id }, xml, autostart] = await Promise.all([
    connection.domainLookupByUUID(uuid),
    connection.domainGetXMLDesc(handle, DomainXMLFlags.INACTIVE),
    connection.domainGetAutostart(handle),
  ]);
  const read = readTable(domainTable, xml, prior);
  return { ...read, id, running: id !== OFF, autostart: autostart || typeof prior['autostart'] === 'boolean' ? autostart : null };
}

function lookups(connection: Connection): Lookups<Domain> {
  return { byUuid: (uuid) => connection.domainLookupByUUID(uuid), byName: (name) => connection.domainLookupByName(name) };
}

/** `libvirt_domain`. */
export const domainResource: Resource<Client> = {
  schema: resourceSchemas['libvirt_domain'] ?? { attributes: {} },
  plan(context) {
    const { changes, ...plan } = planTable(domainTable, context);
    const powers = changes.some(({ path, effect }) => path[0] === 'running' || effect.kind === 'restart');
    return plan.planned === undefined || !powers ? plan : { ...plan, planned: { ...plan.planned, id: UNKNOWN } };
  },
  async create({ planned, client, signal, keep }) {
    const connection = await client.connection(signal);
    await checkHostDevices(connection, planned);
    const found = await findOwn('domain', planned, lookups(connection));
    const xml = writeTable(domainTable, planned);
    const domain = found ?? (await attempt('Defining the machine', () => connection.domainDefineXMLFlags(xml)));
    const { uuid, name } = domain;
    keep({ uuid, name });
    if (found !== undefined) await bring({ connection, domain, signal }, await readDomain(connection, uuid, planned), planned);
    else {
      if (planned['autostart'] === true) await connection.domainSetAutostart(domain, true);
      if (planned['running'] !== false) await start(connection, domain);
    }
    return readDomain(connection, uuid, planned);
  },
  async read({ state, client, signal }) {
    const connection = await client.connection(signal);
    return (await ifExists(readDomain(connection, stringAt(state, 'uuid') ?? '', state))) ?? null;
  },
  async update({ prior, planned, client, signal }) {
    const connection = await client.connection(signal);
    const domain = await connection.domainLookupByUUID(stringAt(prior, 'uuid') ?? '');
    await checkHostDevices(connection, planned, prior);
    await bring({ connection, domain, signal }, prior, planned);
    return readDomain(connection, domain.uuid, planned);
  },
  async delete({ state, client, signal }) {
    const connection = await client.connection(signal);
    const domain = await ifExists(connection.domainLookupByUUID(stringAt(state, 'uuid') ?? ''));
    if (domain !== undefined) await remove({ connection, domain, signal }, state);
  },
  async import(id, { client, signal }) {
    const { uuid, name } = await findNamed('domain', id, lookups(await client.connection(signal)));
    return { uuid, name };
  },
};
