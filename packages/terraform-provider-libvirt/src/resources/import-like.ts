import { type Connection } from '@labcloud/libvirt-client';
import { ProviderError, type Resource, type State } from '@labcloud/terraform-plugin';
import { type Client } from '../client';
import { Configuration } from '../configuration/configuration';
import { type Paths } from '../configuration/expressions';
import { ifExists } from '../errors';
import { isUnknown } from '../tables';

interface Likeness {
  readonly id: string;
  readonly like: State;
}

/** What a thing is called and where it is: known better from libvirt than from what is written. */
const IDENTITY = ['uuid', 'name', 'pool'];

const configurations = new WeakMap<Client, Configuration>();

/**
 * Lets an import end in an empty plan, unless what exists really is another.
 *
 * Terraform tells a provider the id alone, so that it cannot know which of a thing's attributes are written down, how they are spelled,
 * and what is found nowhere in libvirt, such as where a volume's content came from. So the import looks into the configuration in Terraform's
 * folder, as far as it is JSON; `{"id": "web-1", "like": {"memory": 1024, …}}` in place of `web-1` says it for one in HCL.
 */
export function importingLike(type: string, resource: Resource<Client>): Resource<Client> {
  const plain = resource.import?.bind(resource);
  if (plain === undefined) return resource;
  return {
    ...resource,
    async import(id, context) {
      const given = id.startsWith('{') ? parse(id) : undefined;
      const found = await plain(given?.id ?? id, context);
      const like = given?.like ?? (await writtenFor(type, found, context.client, context.signal));
      if (like === undefined) return found;
      const state = { ...writtenState(resource, like, found), ...factsOf(resource, found) };
      return (await resource.read({ ...context, state })) ?? found;
    },
  };
}

/** What is written, but for what never stands in a state; where that is not known, what was found. */
function writtenState({ schema }: Resource<Client>, like: State, found: State): State {
  const attributes = Object.entries(schema.attributes).filter(([name, { writeOnly }]) => Object.hasOwn(like, name) && writeOnly !== true);
  return Object.fromEntries(
    attributes.map(([name]) => {
      const value = like[name] ?? null;
      return [name, isUnknown(value) ? (found[name] ?? value) : value];
    }),
  );
}

/** What nobody writes, and what it is called. */
function factsOf({ schema }: Resource<Client>, found: State): State {
  const computed = Object.entries(schema.attributes).filter(([, attribute]) => attribute.computed === true && attribute.optional !== true);
  const names = [...IDENTITY, ...computed.map(([name]) => name)];
  return Object.fromEntries(names.flatMap((name) => ((found[name] ?? null) === null ? [] : [[name, found[name] ?? null]])));
}

async function writtenFor(type: string, found: State, client: Client, signal: AbortSignal): Promise<State | undefined> {
  const configuration = configurations.get(client) ?? Configuration.read(process.cwd());
  configurations.set(client, configuration);
  const resource = configuration.find(type, found, client.uri);
  if (resource === undefined) return undefined;
  const volumes = configuration.expressions.volumesIn(resource.written);
  return resource.values(volumes.size === 0 ? undefined : await pathsOf(await client.connection(signal), volumes));
}

async function pathsOf(connection: Connection, volumes: ReadonlyMap<string, { pool: unknown; name: unknown }>): Promise<Paths> {
  const paths = new Map<string, string>();
  for (const [resource, { pool, name }] of volumes) {
    const place = await ifExists(connection.storagePoolLookupByName(String(pool)));
    const volume = place && (await ifExists(connection.storageVolLookupByName(place, String(name))));
    if (volume !== undefined) paths.set(resource, await connection.storageVolGetPath(volume));
  }
  return paths;
}

function parse(text: string): Likeness {
  try {
    const { id, like } = JSON.parse(text) as Partial<Likeness>;
    if (typeof id === 'string' && typeof like === 'object') return { id, like };
  } catch {
    // Said below.
  }
  throw new ProviderError('Not an import id', `Write a name, or {"id": NAME, "like": {ATTRIBUTES}}, got ${text}`);
}
