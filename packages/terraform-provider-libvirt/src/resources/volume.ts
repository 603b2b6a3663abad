import { type Connection, type StorageVol } from '@labcloud/libvirt-client';
import { type Diagnostic, ProviderError, type Resource, type State } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { ifExists } from '../errors';
import { planTable } from '../plan';
import { overlaysOf } from '../storage/backing';
import { growVolume } from '../storage/grow';
import { makeVolume } from '../storage/make-volume';
import { persist } from '../storage/persist';
import { refreshPool, whenIdle } from '../storage/pool-calls';
import { isRetained, retained } from '../storage/retained';
import { isSucceeded, noteMade } from '../storage/successors';
import { isDestroying } from '../terraform-command';
import { activePool, findVolume, type FoundVolume, lookVolume } from '../storage/volume-file';
import { asItem, at, type Change, describeBytes, type ReadMode, readRows, schemaOf, type Value, writeTable } from '../tables';
import { volumeDefinition, volumeTable } from '../tables/volume';
import { capacityOf, checkVolume } from './volume-check';
import { openContent, wishOf } from './volume-content';
import { knownOnly } from './known';

/** `libvirt_volume`: a disk in a pool. */
export const volumeResource: Resource<Client> = {
  schema: schemaOf(volumeTable),
  validate: (config): Diagnostic[] => checkVolume(config),

  plan(context) {
    const result = planTable(volumeTable, context);
    if (!isDestroying()) refuseLoss(context.prior, result.changes);
    return result;
  },

  planDestroy({ prior }) {
    if (isRetained(prior)) throw retained(prior, 'Deleting it');
    return [];
  },

  async create({ planned, client, signal, keep }) {
    const connection = await client.connection();
    const wanted = knownOnly(planned);
    const pool = await activePool(connection, String(wanted['pool']));
    return persist(`volume ${String(wanted['name'])}`, signal, async () => {
      const content = await openContent(wanted, signal);
      try {
        const written = content === null ? wanted : { ...wanted, ...rawOf(wanted, content.size ?? 0) };
        const made = await makeVolume(connection, pool, {
          wish: wishOf(wanted, content),
          xml: writeTable(volumeDefinition, written),
          content,
          signal,
          left: (volume, filled) => keep({ ...wanted, id: volume.key, key: volume.key, path: filled ? volume.key : null }),
        });
        noteMade(client, wanted);
        return describe(made, wanted);
      } finally {
        await content?.close();
      }
    });
  },

  async read({ state, client }) {
    const connection = await client.connection();
    const pool = await ifExists(connection.storagePoolLookupByName(String(state['pool'])));
    if (pool === undefined) return null;
    // Nothing is known of the volumes of a stopped pool; the pool's own plan starts it.
    if (!(await connection.storagePoolIsActive(pool))) return state;
    const found = await findVolume(connection, pool, String(state['name']));
    return found === undefined ? null : describe(found, state);
  },

  async update({ prior, planned, client }) {
    const connection = await client.connection();
    const wanted = knownOnly(planned);
    const pool = await activePool(connection, String(wanted['pool']));
    const found = await findVolume(connection, pool, String(wanted['name']));
    if (found === undefined) throw gone(prior);
    const capacity = capacityOf(wanted);
    if (capacity !== null) await growVolume(connection, found, capacity);
    return describe((await lookVolume(connection, pool, String(wanted['name']))) ?? found, wanted);
  },

  async delete({ state, client }) {
    const connection = await client.connection();
    const pool = await ifExists(connection.storagePoolLookupByName(String(state['pool'])));
    if (pool === undefined) return;
    if (!(await connection.storagePoolIsActive(pool))) await connection.storagePoolCreate(pool);
    const found = await findVolume(connection, pool, String(state['name']));
    if (found === undefined || (await isSucceeded(client, connection, state, found))) return;
    if (isRetained(state)) throw retained(state, 'Deleting it');
    const overlays = await overlaysOf(connection, pool, String(state['path']));
    if (overlays.length > 0) throw inUse(state, overlays);
    await whenIdle(() => connection.storageVolDelete(found.volume));
  },

  async import(id, { client }) {
    const connection = await client.connection();
    const volume = await findByAnyName(connection, id);
    const pool = await connection.storagePoolLookupByName(volume.pool);
    await refreshPool(connection, pool);
    const found = await lookVolume(connection, pool, volume.name);
    if (found === undefined) throw gone({ name: volume.name, pool: volume.pool });
    return { ...describe(found, { pool: volume.pool, capacity_unit: 'bytes' }, 'everything'), type: null };
  },
};

function refuseLoss(prior: State | null, changes: readonly Change[]): void {
  const losing = changes.filter(({ effect }) => effect.kind === 'data-loss');
  const shrink = losing.find(({ path }) => path[0] === 'capacity');
  if (prior === null || losing.length === 0) return;
  if (shrink && losing.length === 1) throw shrinks(String(prior['name']), Number(shrink.before), Number(shrink.after));
  if (isRetained(prior)) throw retained(prior, `Changing ${losing.map(({ path }) => `'${path.join('.')}'`).join(', ')}`);
}

/** Content is streamed into a raw volume of its length; libvirt finds out what it is afterwards. */
function rawOf(wanted: State, size: number): State {
  return { capacity: size, capacity_unit: 'bytes', target: { ...asItem(at(wanted, 'target')), format: { type: 'raw' } } };
}

function describe(found: FoundVolume, prior: State, mode: ReadMode = 'managed'): State {
  const state = readRows(volumeTable.rows, found.root, prior, mode);
  const target = asItem(state['target']);
  // libvirt gives a volume to the guest that starts with it, so its owner says nothing.
  const permissions = at(prior, 'target.permissions');
  // One that stands for itself by now, after a restore for example, lacks nothing of what was below it.
  const below = state['backing_store'] ?? prior['backing_store'] ?? null;
  const encryption = keepSecret(at(target, 'encryption'), at(prior, 'target.encryption'));
  return {
    ...state,
    backing_store: below,
    pool: found.volume.pool,
    target: state['target'] === null ? null : { ...target, permissions, encryption },
  };
}

/** libvirt forgets which secret opens a volume when that is gone; the volume has not become another one. */
function keepSecret(read: Value, prior: Value): Value {
  const same = at(read, 'format') !== null && at(read, 'format') === at(prior, 'format');
  return same && at(read, 'secret') === null ? { ...asItem(read), secret: at(prior, 'secret') } : read;
}

async function findByAnyName(connection: Connection, id: string): Promise<StorageVol> {
  const byPath = (await ifExists(connection.storageVolLookupByKey(id))) ?? (await ifExists(connection.storageVolLookupByPath(id)));
  if (byPath !== undefined) return byPath;
  const [pool = '', name = ''] = id.split(/\/(.*)/s);
  const found = await ifExists(connection.storagePoolLookupByName(pool));
  const volume = found && (await ifExists(connection.storageVolLookupByName(found, name)));
  if (volume !== undefined) return volume;
  throw new ProviderError('No such volume', `No volume has the path or key '${id}'. Write its absolute path, or POOL/NAME.`);
}

function shrinks(name: string, before: number, after: number): ProviderError {
  return new ProviderError(
    'A volume cannot shrink',
    `The volume '${name}' has ${describeBytes(before)} and would lose what stands beyond ${describeBytes(after)}. ` +
      `Write at least ${describeBytes(before)}; to begin with an empty, smaller volume, give it another name.`,
    ['capacity'],
  );
}

function inUse(state: State, overlays: string[]): ProviderError {
  return new ProviderError(
    'A volume that others stand on',
    `The volume '${String(state['name'])}' in the pool '${String(state['pool'])}' is the backing store of ${overlays.map((name) => `'${name}'`).join(', ')}, which would be lost with it. Delete those first.`,
  );
}

function gone(state: State): ProviderError {
  return new ProviderError(
    'A volume that is gone',
    `The volume '${String(state['name'])}' is no longer in the pool '${String(state['pool'])}'. Plan again: it will be made anew.`,
  );
}
