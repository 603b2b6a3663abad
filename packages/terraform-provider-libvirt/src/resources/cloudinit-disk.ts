import { type Diagnostic, ProviderError, type Resource, type State, UNKNOWN } from '@labcloud/terraform-plugin';
import { type Connection, type StorageVol } from '@labcloud/libvirt-client';
import { type Client } from '../client';
import { attempt, ifExists } from '../errors';
import { readSeed, seedImage } from '../iso/seed';
import { planTable } from '../plan';
import { SeedFiles } from '../storage/seed-files';
import { type SeedStore, type StoredSeed } from '../storage/seed-store';
import { SeedVolumes } from '../storage/seed-volumes';
import { activePool, readStart } from '../storage/volume-file';
import { isSame, isUnknown, schemaOf, stringAt } from '../tables';
import { cloudinitDiskTable } from '../tables/cloudinit-disk';

const CONTENT = ['user_data', 'user_data_wo_version', 'meta_data', 'network_config'];
/** Bytes; a seed is some kilobytes. */
const LARGEST_SEED = 16 * 1024 * 1024;
/** Stands in the state when what is stored is another image, so that the plan writes it anew. */
const DIFFERENT = '(the stored seed differs)';

/** `libvirt_cloudinit_disk`: a NoCloud seed. */
export const cloudinitDiskResource: Resource<Client> = {
  schema: schemaOf(cloudinitDiskTable),

  validate: chooseUserData,

  plan(context) {
    const { proposed, prior } = context;
    if (CONTENT.some((name) => isUnknown(proposed[name]))) proposed['size'] = UNKNOWN;
    else if (prior !== null && !isSecret(proposed)) proposed['size'] = imageOf(proposed, {}).length;
    else if (prior !== null && !CONTENT.every((name) => isSame(prior[name], proposed[name]))) proposed['size'] = UNKNOWN;
    return { ...planTable(cloudinitDiskTable, context), planned: proposed };
  },

  async create({ planned, config, client, signal }) {
    const store = await storeOf(planned, client, signal);
    const image = imageOf(planned, config);
    const seed = await attempt('Storing the seed', () => store.create(nameOf(planned), image));
    return { ...planned, ...seed, size: image.length };
  },

  async read({ state, client, signal }) {
    const store = await reach(state, client, signal);
    // Nothing is known of the volumes of a stopped pool; the pool's own plan starts it.
    if (store === 'stopped') return state;
    const size = isSecret(state) ? Number(state['size']) : imageOf(state, {}).length;
    // Nobody knows the secret now: whether the rest is as it should be shows when its user-data takes the place of ours.
    const matches = (stored: Buffer): boolean => imageOf(state, { user_data_wo: readSeed(stored)?.userData ?? null }).equals(stored);
    const found = store === 'gone' ? 'missing' : await store.compare(seedOf(state), nameOf(state), size, matches);
    if (found === 'missing') return null;
    return found === 'different' ? { ...state, [isSecret(state) ? 'user_data_wo_version' : 'user_data']: DIFFERENT } : { ...state, size };
  },

  async update({ prior, planned, config, client, signal }) {
    const image = imageOf(planned, config);
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
    return { id: volume.key, path: id, name: volume.name, pool: volume.pool, ...(await importedContent(connection, volume)) };
  },
};

function nameOf(state: State): string {
  return String(state['name']);
}

function seedOf(state: State): StoredSeed {
  return { id: String(state['id']), path: String(state['path']) };
}

/** Whether the user-data is write-only, and so not in the state. */
function isSecret(state: State): boolean {
  return (state['user_data'] ?? null) === null;
}

/** The seed that a state describes; write-only user-data comes from `secret`. */
function imageOf(state: State, secret: State): Buffer {
  const [given, written, metaData = '', networkConfig] = [
    stringAt(state, 'user_data'),
    stringAt(secret, 'user_data_wo'),
    stringAt(state, 'meta_data'),
    stringAt(state, 'network_config'),
  ];
  return seedImage({ userData: given ?? written ?? '', metaData, networkConfig: networkConfig ?? null, secret: given === undefined });
}

/** What an existing volume says, as far as a state may hold it. */
async function importedContent(connection: Connection, volume: StorageVol): Promise<State> {
  const { capacity } = await connection.storageVolGetInfo(volume);
  const image = capacity > LARGEST_SEED ? undefined : await readStart(connection, volume, 0);
  const seed = image && readSeed(image);
  if (image === undefined || seed === undefined) return { user_data: DIFFERENT, meta_data: '' };
  const { userData, metaData, networkConfig = null, secret } = seed;
  const data: State = secret ? { user_data_wo_version: DIFFERENT } : { user_data: userData };
  return { ...data, meta_data: metaData, network_config: networkConfig, size: image.length };
}

function chooseUserData(config: State): Diagnostic[] {
  const given = ['user_data', 'user_data_wo'].filter((name) => (config[name] ?? null) !== null);
  if (given.length === 1) return [];
  const detail =
    given.length === 0
      ? 'Set `user_data`, or `user_data_wo` if it holds secrets; an empty text is allowed.'
      : 'Both `user_data` and `user_data_wo` are set; a seed has one user-data.';
  return [{ severity: 'error', summary: 'One user-data', detail, path: ['user_data'] }];
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
