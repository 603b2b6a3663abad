import { ProviderError, type Resource, type State, UNKNOWN } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { attempt, ifExists } from '../errors';
import { seedImage } from '../iso/seed';
import { planTable } from '../plan';
import { SeedFiles } from '../storage/seed-files';
import { type SeedStore, type StoredSeed } from '../storage/seed-store';
import { SeedVolumes } from '../storage/seed-volumes';
import { activePool } from '../storage/volume-file';
import { isUnknown, schemaOf, stringAt } from '../tables';
import { cloudinitDiskTable } from '../tables/cloudinit-disk';

const CONTENT = ['user_data', 'meta_data', 'network_config'];
/** Stands for user-data when what is stored is another image, so that the plan writes it anew. */
const DIFFERENT = '(the stored seed differs)';

/** `libvirt_cloudinit_disk`: a NoCloud seed. */
export const cloudinitDiskResource: Resource<Client> = {
  schema: schemaOf(cloudinitDiskTable),

  plan(context) {
    const { proposed, prior } = context;
    if (CONTENT.some((name) => isUnknown(proposed[name]))) proposed['size'] = UNKNOWN;
    else if (prior !== null) proposed['size'] = imageOf(proposed).length;
    return { ...planTable(cloudinitDiskTable, context), planned: proposed };
  },

  async create({ planned, client, signal }) {
    const store = await storeOf(planned, client, signal);
    const image = imageOf(planned);
    const seed = await attempt('Storing the seed', () => store.create(nameOf(planned), image));
    return { ...planned, ...seed, size: image.length };
  },

  async read({ state, client, signal }) {
    const store = await reach(state, client, signal);
    // Nothing is known of the volumes of a stopped pool; the pool's own plan starts it.
    if (store === 'stopped') return state;
    const image = imageOf(state);
    const found = store === 'gone' ? 'missing' : await store.compare(seedOf(state), nameOf(state), image);
    if (found === 'missing') return null;
    return found === 'different' ? { ...state, user_data: DIFFERENT } : { ...state, size: image.length };
  },

  async update({ prior, planned, client, signal }) {
    const image = imageOf(planned);
    const store = await storeOf(planned, client, signal);
    await attempt('Storing the seed', () => store.rewrite(seedOf(prior), nameOf(planned), image));
    return { ...planned, ...seedOf(prior), size: image.length };
  },

  async delete({ state, client, signal }) {
    const store = await reach(state, client, signal);
    if (store === 'gone') return;
    if (store === 'stopped') await startAgain(state, client);
    await (await storeOf(state, client, signal)).remove(seedOf(state), nameOf(state));
  },

  async import(id, { client }) {
    const connection = await client.connection();
    const volume = (await ifExists(connection.storageVolLookupByKey(id))) ?? (await ifExists(connection.storageVolLookupByPath(id)));
    if (volume === undefined)
      throw new ProviderError(
        'No such seed',
        `No volume has the path '${id}'. Only seeds in pools can be imported, by their absolute path.`,
      );
    return { id: volume.key, path: id, name: volume.name, pool: volume.pool, user_data: DIFFERENT, meta_data: '' };
  },
};

function nameOf(state: State): string {
  return String(state['name']);
}

function seedOf(state: State): StoredSeed {
  return { id: String(state['id']), path: String(state['path']) };
}

function imageOf(state: State): Buffer {
  const [userData = '', metaData = '', networkConfig] = CONTENT.map((name) => stringAt(state, name));
  return seedImage({ userData, metaData, networkConfig: networkConfig ?? null });
}

async function storeOf(state: State, client: Client, signal: AbortSignal): Promise<SeedStore> {
  const pool = stringAt(state, 'pool');
  if (pool === undefined) return new SeedFiles();
  const connection = await client.connection();
  return new SeedVolumes(connection, await activePool(connection, pool), signal);
}

async function reach(state: State, client: Client, signal: AbortSignal): Promise<SeedStore | 'gone' | 'stopped'> {
  const name = stringAt(state, 'pool');
  if (name === undefined) return new SeedFiles();
  const connection = await client.connection();
  const pool = await ifExists(connection.storagePoolLookupByName(name));
  if (pool === undefined) return 'gone';
  return (await connection.storagePoolIsActive(pool)) ? new SeedVolumes(connection, pool, signal) : 'stopped';
}

async function startAgain(state: State, client: Client): Promise<void> {
  const connection = await client.connection();
  await connection.storagePoolCreate(await connection.storagePoolLookupByName(String(state['pool'])));
}
