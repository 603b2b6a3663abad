import { type Connection, type Domain, DomainXMLFlags, ErrorCode, LibvirtError } from '@labcloud/libvirt-client';
import { type PrivateData, type Resource, UNKNOWN } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists } from '../errors';
import { driftWarnings, planTable } from '../plan';
import { resourceSchemas } from '../schemas';
import {
  asViews,
  type Change,
  changesOfViews,
  domainTable,
  type Item,
  bootProblems,
  powerProblems,
  readMachine,
  settlePower,
  sizingProblems,
  stateOf,
  stringAt,
  wishOf,
  writeTable,
} from '../tables';
import { bring } from './domain-change';
import { powerOf, remove, start } from './domain-power';
import { withPasswords } from './domain-passwords';
import { checkHostDevices } from './host-devices';
import { defineOwn, findNamed, findOwn, type Lookups } from './own';

/** libvirt's number of a machine that does not run. */
const OFF = -1;

/** The attributes of a machine; `data` gets what libvirt knows of it beyond them. */
async function readDomain(connection: Connection, uuid: string, prior: Item, data: PrivateData): Promise<Item> {
  const handle: Domain = { uuid, name: stringAt(prior, 'name') ?? '', id: OFF };
  const [{ id }, xml, autostart] = await Promise.all([
    connection.domainLookupByUUID(uuid),
    connection.domainGetXMLDesc(handle, DomainXMLFlags.INACTIVE),
    connection.domainGetAutostart(handle),
  ]);
  const active = id === OFF ? undefined : await runningXml(connection, handle);
  const { state, views } = stateOf(
    domainTable,
    prior,
    readMachine(domainTable, xml, prior),
    active === undefined ? undefined : readMachine(domainTable, active, prior),
  );
  Object.assign(data, views);
  const power = id === OFF ? 'stopped' : await powerOf(connection, handle);
  return { ...state, id, running: id !== OFF, power, autostart: autostart || typeof prior['autostart'] === 'boolean' ? autostart : null };
}

/** A running machine, described as definitions are; undefined when it has just stopped. */
async function runningXml(connection: Connection, domain: Domain): Promise<string | undefined> {
  try {
    return await connection.domainGetXMLDesc(domain, DomainXMLFlags.MIGRATABLE);
  } catch (error) {
    if (LibvirtError.is(error, ErrorCode.OPERATION_INVALID)) return undefined;
    throw error;
  }
}

function lookups(connection: Connection): Lookups<Domain> {
  return { byUuid: (uuid) => connection.domainLookupByUUID(uuid), byName: (name) => connection.domainLookupByName(name) };
}

/** `libvirt_domain`. */
export const domainResource: Resource<Client> = {
  schema: resourceSchemas['libvirt_domain'] ?? { attributes: {} },
  validate: (config) => [...sizingProblems(config), ...powerProblems(config), ...bootProblems(config)],
  plan(context) {
    const { prior } = context;
    const proposed = settlePower(context.proposed, context.config);
    const views = asViews(context.private);
    let hidden: Change[] = [];
    const { changes, ...plan } = planTable(domainTable, { prior, proposed }, (before, known) => {
      const viewed = changesOfViews(domainTable, before, proposed, known, views);
      hidden = viewed.filter((change) => change.hidden);
      return viewed;
    });
    const powers = changes.some(({ path, effect }) => path[0] === 'running' || effect.kind === 'restart');
    if (plan.planned === undefined) return { ...plan, planned: proposed };
    if (!powers && hidden.length === 0) return plan;
    const warnings = [...(plan.warnings ?? []), ...driftWarnings(domainTable, String(prior?.['name']), hidden)];
    return { ...plan, warnings, planned: { ...plan.planned, id: UNKNOWN } };
  },
  async create({ planned, config, client, signal, keep, private: data }) {
    const connection = await client.connection(signal);
    await checkHostDevices(connection, planned);
    const found = await findOwn('domain', planned, lookups(connection));
    const define = (identified: Item): Promise<Domain> =>
      connection.domainDefineXMLFlags(writeTable(domainTable, withPasswords(identified, config, null)));
    const domain = found ?? (await attempt('Defining the machine', () => defineOwn(planned, keep, define)));
    const { uuid, name } = domain;
    keep({ uuid, name });
    if (found !== undefined) {
      const prior = await readDomain(connection, uuid, planned, data);
      const wanted = withPasswords(planned, config, null);
      await bring({ connection, domain, signal }, { prior, planned: wanted, views: asViews(data), reached: keep });
    } else {
      if (planned['autostart'] === true) await connection.domainSetAutostart(domain, true);
      const wish = wishOf(planned);
      if (wish !== 'stopped') await start(connection, domain, wish === 'paused');
    }
    return readDomain(connection, uuid, planned, data);
  },
  async read({ state, client, signal, private: data }) {
    const connection = await client.connection(signal);
    return (await ifExists(readDomain(connection, stringAt(state, 'uuid') ?? '', state, data))) ?? null;
  },
  async update({ prior, planned, config, client, signal, keep, private: data }) {
    const connection = await client.connection(signal);
    const domain = await connection.domainLookupByUUID(stringAt(prior, 'uuid') ?? '');
    await checkHostDevices(connection, planned, prior);
    let now = prior;
    try {
      const wanted = withPasswords(planned, config, prior);
      await bring({ connection, domain, signal }, { prior, planned: wanted, views: asViews(data), reached: (item) => (now = item) });
    } catch (error) {
      // What has happened before it failed is the truth by now.
      keep(await readDomain(connection, domain.uuid, now, data).catch(() => now));
      throw error;
    }
    return readDomain(connection, domain.uuid, planned, data);
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
