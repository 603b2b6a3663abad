import { type Connection, ErrorCode, LibvirtError, type StoragePool, StorageXMLFlags } from '@labcloud/libvirt-client';
import { type Diagnostic, isSame, ProviderError, type Resource, type State, type StateContext } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists, tolerating } from '../errors';
import { planTable } from '../plan';
import { refreshPool, whenIdle } from '../storage/pool-calls';
import { checkWritable, madeDirectory, type PoolWish, startPool } from '../storage/start-pool';
import { asItem, at, changesOf, patchTable, readTable, schemaOf, stringAt, writeTable } from '../tables';
import { poolDefinition, poolTable } from '../tables/pool';
import { getPlace, readXml } from '../xml';
import { knownOnly } from './known';
import { checkPool } from './pool-check';

const FILES_SHOWN = 5;
/** What of a pool an edited definition can change. */
const PLACES = new Set(['source', 'target']);

/** `libvirt_pool`: a place for volumes. */
export const poolResource: Resource<Client> = {
  schema: schemaOf(poolTable),

  validate: (config): Diagnostic[] => checkPool(config),

  plan(context) {
    const { proposed, config } = context;
    if (at(config, 'active') === null) proposed['active'] = at(config, 'create.start') ?? true;
    return { ...planTable(poolTable, context), planned: proposed };
  },

  async create({ planned, client, keep }) {
    const connection = await client.connection();
    const wanted = knownOnly(planned);
    const ours = await findOurs(connection, wanted);
    const xml = ours
      ? patchTable(poolDefinition, await connection.storagePoolGetXMLDesc(ours, StorageXMLFlags.INACTIVE), {}, wanted)
      : writeTable(poolDefinition, wanted);
    const pool = await attempt(`Defining the pool ${String(wanted['name'])}`, () => connection.storagePoolDefineXML(xml));
    try {
      const wish = wishOf(wanted);
      if (!(await connection.storagePoolIsActive(pool))) await startPool(connection, pool, wish);
      if (wish.type !== 'logical') await checkWritable(connection, pool, wish.path);
      if (wanted['active'] === false) await connection.storagePoolDestroy(pool);
      await connection.storagePoolSetAutostart(pool, autostartOf(wanted));
      return await describe(connection, pool, wanted);
    } catch (error) {
      await remove(connection, pool, false).catch(() => keep({ ...wanted, id: pool.uuid, uuid: pool.uuid }));
      throw error;
    }
  },

  async read({ state, client }) {
    const connection = await client.connection();
    const pool = await ifExists(connection.storagePoolLookupByUUID(String(state['id'])));
    if (pool === undefined) return null;
    if (await connection.storagePoolIsActive(pool)) await refreshPool(connection, pool);
    return describe(connection, pool, state);
  },

  async update({ prior, planned, client }) {
    const connection = await client.connection();
    const pool = await connection.storagePoolLookupByUUID(String(prior['id']));
    const wanted = knownOnly(planned);
    const moved = !isSame(at(prior, 'target'), at(wanted, 'target'));
    if (moved || wanted['active'] === false) await stop(connection, pool);
    if (moved)
      await connection.storagePoolDefineXML(
        patchTable(poolDefinition, await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE), prior, wanted),
      );
    if (wanted['active'] !== false && !(await connection.storagePoolIsActive(pool))) await startPool(connection, pool, wishOf(wanted));
    if (at(wanted, 'create.autostart') !== null) await connection.storagePoolSetAutostart(pool, autostartOf(wanted));
    return describe(connection, pool, wanted);
  },

  async delete({ state, client }: StateContext<Client>) {
    const connection = await client.connection();
    const pool = await ifExists(connection.storagePoolLookupByUUID(String(state['id'])));
    if (pool !== undefined) await remove(connection, pool, at(state, 'destroy.delete') === true);
  },

  async import(id, { client }) {
    const connection = await client.connection();
    const pool = (await ifExists(connection.storagePoolLookupByName(id))) ?? (await connection.storagePoolLookupByUUID(id));
    const xml = await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE);
    return describe(connection, pool, importedFrom(readTable(poolDefinition, xml, { id: pool.uuid }, 'everything')));
  },
};

/** The pool that a create which was cut off has left. Fails with ProviderError when the name belongs to another pool. */
async function findOurs(connection: Connection, wanted: State): Promise<StoragePool | undefined> {
  const name = String(wanted['name']);
  const found = await ifExists(connection.storagePoolLookupByName(name));
  if (found === undefined || found.uuid === stringAt(wanted, 'uuid')?.toLowerCase()) return found;
  throw new ProviderError(
    'A pool of this name exists',
    `The host has a pool '${name}' with the UUID ${found.uuid}, which is not of this stack. Choose another name, import it (\`terraform import ADDRESS ${name}\`), or remove it (\`virsh pool-undefine ${name}\`; its files stay).`,
    ['name'],
  );
}

function wishOf(wanted: State): PoolWish {
  return {
    type: String(at(wanted, 'type')),
    path: stringAt(wanted, 'target.path') ?? `/dev/${String(at(wanted, 'source.name'))}`,
    build: at(wanted, 'create.build') !== false,
    permissions: Object.values(asItem(at(wanted, 'target.permissions'))).some((value) => value !== null),
  };
}

/** What a configuration would say of a pool that was found: all but what libvirt has chosen. */
function importedFrom(found: State): State {
  const { id, type, source } = found;
  const format = ['auto', 'lvm2'].includes(String(at(source, 'format.type'))) ? null : at(source, 'format');
  return {
    id: id ?? null,
    type: type ?? null,
    source: type === 'dir' ? null : { ...asItem(source), format },
    target: type === 'logical' ? null : { path: at(found, 'target.path') },
  };
}

function autostartOf(wanted: State): boolean {
  return at(wanted, 'create.autostart') !== false;
}

async function describe(connection: Connection, pool: StoragePool, prior: State): Promise<State> {
  const state = readTable(poolTable, await connection.storagePoolGetXMLDesc(pool), prior);
  // A definition that was edited while the pool runs counts when it starts next; of its sizes it says nothing.
  const defined = readTable(poolTable, await connection.storagePoolGetXMLDesc(pool, StorageXMLFlags.INACTIVE), prior);
  if (changesOf(poolTable, prior, defined, {}).some(({ path }) => PLACES.has(String(path[0])))) {
    for (const name of PLACES) state[name] = defined[name] ?? null;
  }
  state['active'] = await connection.storagePoolIsActive(pool);
  if (at(prior, 'create.autostart') !== null) {
    state['create'] = { ...asItem(state['create']), autostart: await connection.storagePoolGetAutostart(pool) };
  }
  return state;
}

async function stop(connection: Connection, pool: StoragePool): Promise<void> {
  await tolerating(
    whenIdle(() => connection.storagePoolDestroy(pool)),
    ErrorCode.OPERATION_INVALID,
  );
}

/** Stops and undefines a pool. Its directory goes when that is wished, or when creating the pool made it and it is empty. */
async function remove(connection: Connection, pool: StoragePool, wished: boolean): Promise<void> {
  const xml = await connection.storagePoolGetXMLDesc(pool);
  const made = madeDirectory(xml);
  const active = await connection.storagePoolIsActive(pool);
  // Of a mounted file system only the empty directory goes that it is mounted on.
  const mounted = ['fs', 'netfs'].includes(getPlace(readXml(xml), '@type') ?? '');
  if (wished && active && !mounted) await refuseFiles(connection, pool);
  await stop(connection, pool);
  if (wished || made) {
    try {
      await connection.storagePoolDelete(pool);
    } catch (error) {
      if (!LibvirtError.is(error) || wished) {
        if (active) await connection.storagePoolCreate(pool);
        throw error;
      }
    }
  }
  await whenIdle(() => connection.storagePoolUndefine(pool));
}

async function refuseFiles(connection: Connection, pool: StoragePool): Promise<void> {
  await refreshPool(connection, pool);
  const names = (await connection.storagePoolListAllVolumes(pool)).map(({ name }) => name);
  if (names.length === 0) return;
  const shown = names.slice(0, FILES_SHOWN).join(', ') + (names.length > FILES_SHOWN ? ` and ${names.length - FILES_SHOWN} more` : '');
  throw new ProviderError(
    'A pool that is not empty',
    `The directory of the pool '${pool.name}' holds ${shown}. 'destroy.delete' removes only an empty directory: remove the files, or set it to false to keep them.`,
    ['destroy', 'delete'],
  );
}
