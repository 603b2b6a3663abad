import { type Connection, ErrorCode, LibvirtError, type StorageVol } from '@labcloud/libvirt-client';
import type { DockerEngine } from '../lab/docker-engine';
import type { StackResource } from '../terraform/stack-json';

/** Something that exists, that the app wants, and that no state knows. */
export interface Adoptable {
  /** Terraform's address of the resource. */
  readonly address: string;
  /** What `terraform import` takes for it. */
  readonly id: string;
  /** As a person reads it: `network lab-lan`. */
  readonly name: string;
}

/** What was found for a resource: something to adopt, something of another's in its place, or nothing. */
export type Found = { readonly adoptable: Adoptable } | { readonly foreign: string } | undefined;

/** What says nothing of the thing itself. */
const META_ARGUMENTS = new Set(['//', 'provider', 'lifecycle', 'depends_on', 'count', 'for_each']);

const PATH = /^\$\{(libvirt_volume\.[\w-]+)\.path\}$/;
const REFERENCE = /(?:^|[^$])\$\{/;

const GONE = [ErrorCode.NO_DOMAIN, ErrorCode.NO_NETWORK, ErrorCode.NO_STORAGE_POOL, ErrorCode.NO_STORAGE_VOL, ErrorCode.NO_SECRET, ErrorCode.NO_NWFILTER];

/**
 * Looks for a libvirt resource of the app on its host, by its name; the UUID says whether it is the lab's.
 *
 * @param paths the paths of volumes, by Terraform's address, as far as they exist
 */
export async function findOnHost(resource: StackResource, connection: Connection, paths: ReadonlyMap<string, string>): Promise<Found> {
  const name = String(resource.values['name']);
  switch (resource.type) {
    case 'libvirt_pool':
      return byUuid(resource, paths, 'pool', await existing(connection.storagePoolLookupByName(name)));
    case 'libvirt_network':
      return byUuid(resource, paths, 'network', await existing(connection.networkLookupByName(name)));
    case 'libvirt_domain':
      return byUuid(resource, paths, 'machine', await existing(connection.domainLookupByName(name)));
    case 'libvirt_nwfilter':
      return byUuid(resource, paths, 'packet filter', await existing(connection.nwFilterLookupByName(name)));
    case 'libvirt_volume':
    case 'libvirt_cloudinit_disk':
      return volume(resource, connection, paths);
    case 'libvirt_secret': {
      const uuid = String(resource.values['uuid']);
      return (await existing(connection.secretLookupByUUID(uuid))) && found(resource, uuid, `secret ${uuid}`);
    }
    default:
      return undefined;
  }
}

/** The path of a volume of the app on its host; undefined when there is none. */
export async function pathOfVolume(resource: StackResource, connection: Connection): Promise<string | undefined> {
  const found = await lookUpVolume(resource, connection);
  return found && connection.storageVolGetPath(found);
}

/**
 * Looks for a Docker resource of the app on its engine, by its name and the lab's label. Containers and images are left out: their provider
 * would plan to replace whatever it imports, as the next `up` does anyway; what is to stay of them is in volumes.
 */
export async function findOnEngine(resource: StackResource, engine: DockerEngine, lab: string): Promise<Found> {
  const name = String(resource.values['name']);
  const label = `labcloud.lab=${lab}`;
  switch (resource.type) {
    case 'docker_network': {
      const network = (await engine.networks(label)).find(({ Name }) => Name === name);
      return network && found(resource, network.Id, `network ${name}`);
    }
    case 'docker_volume': {
      const volumes = await engine.volumes(label);
      return volumes.includes(name) ? found(resource, name, `volume ${name}`) : undefined;
    }
    default:
      return undefined;
  }
}

function byUuid(
  resource: StackResource,
  paths: ReadonlyMap<string, string>,
  kind: string,
  object: { name: string; uuid: string } | undefined,
): Found {
  if (!object) {
    return undefined;
  }
  return object.uuid === resource.values['uuid']
    ? found(resource, like(resource, object.name, paths), `${kind} ${object.name}`)
    : { foreign: `${kind} ${object.name} (UUID ${object.uuid})` };
}

async function volume(resource: StackResource, connection: Connection, paths: ReadonlyMap<string, string>): Promise<Found> {
  const object = await lookUpVolume(resource, connection);
  if (!object) {
    return undefined;
  }
  // A seed says all that it is itself.
  return found(resource, resource.type === 'libvirt_volume' ? like(resource, object.key, paths) : object.key, `volume ${object.name}`);
}

async function lookUpVolume({ values }: StackResource, connection: Connection): Promise<StorageVol | undefined> {
  const { pool, name } = values as { pool?: string; name: string };
  const place = pool === undefined ? undefined : await existing(connection.storagePoolLookupByName(pool));
  if (!place || !(await connection.storagePoolIsActive(place))) {
    return undefined;
  }
  return existing(connection.storageVolLookupByName(place, name));
}

/** The provider's import id that says as well what the app writes down, so that it knows what to compare. */
function like({ values }: StackResource, id: string, paths: ReadonlyMap<string, string>): string {
  const written = Object.entries(values).filter(([name]) => !META_ARGUMENTS.has(name));
  return JSON.stringify({ id, like: known(Object.fromEntries(written), paths) });
}

/** With the paths of volumes put in, and without other references to what is known only after apply: the provider reads those. */
function known(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    return value.map((part) => known(part, paths));
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, known(part, paths)]));
  }
  if (typeof value !== 'string') {
    return value;
  }
  const path = paths.get(PATH.exec(value)?.[1] ?? '');
  return path ?? (REFERENCE.test(value) ? null : value.replaceAll('$${', '${'));
}

function found({ address }: StackResource, id: string, name: string): Found {
  return { adoptable: { address, id, name } };
}

async function existing<T>(lookup: Promise<T>): Promise<T | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (LibvirtError.is(error, ...GONE)) {
      return undefined;
    }
    throw error;
  }
}
