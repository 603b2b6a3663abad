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

const GONE = [
  ErrorCode.NO_DOMAIN,
  ErrorCode.NO_NETWORK,
  ErrorCode.NO_STORAGE_POOL,
  ErrorCode.NO_STORAGE_VOL,
  ErrorCode.NO_SECRET,
  ErrorCode.NO_NWFILTER,
];

/** Looks for a libvirt resource of the app on its host, by its name; the UUID says whether it is the lab's. */
export async function findOnHost(resource: StackResource, connection: Connection): Promise<Found> {
  const name = String(resource.values['name']);
  switch (resource.type) {
    case 'libvirt_pool':
      return byUuid(resource, 'pool', await existing(connection.storagePoolLookupByName(name)));
    case 'libvirt_network':
      return byUuid(resource, 'network', await existing(connection.networkLookupByName(name)));
    case 'libvirt_domain':
      return byUuid(resource, 'machine', await existing(connection.domainLookupByName(name)));
    case 'libvirt_nwfilter':
      return byUuid(resource, 'packet filter', await existing(connection.nwFilterLookupByName(name)));
    case 'libvirt_volume':
    case 'libvirt_cloudinit_disk':
      return volume(resource, connection);
    case 'libvirt_secret': {
      const uuid = String(resource.values['uuid']);
      return (await existing(connection.secretLookupByUUID(uuid))) && found(resource, uuid, `secret ${uuid}`);
    }
    default:
      return undefined;
  }
}

/**
 * Looks for a Docker resource of the app on its engine, by its name and the lab's label. Images and containers are left out: Terraform's
 * provider of Docker imports no image, and would replace every container that it imports, because it does not read back its labels,
 * networks, environment, files and log options. The next `up` makes both anew; what is to stay of them is in volumes.
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

function byUuid(resource: StackResource, kind: string, object: { name: string; uuid: string } | undefined): Found {
  if (!object) {
    return undefined;
  }
  return object.uuid === resource.values['uuid']
    ? found(resource, object.name, `${kind} ${object.name}`)
    : { foreign: `${kind} ${object.name} (UUID ${object.uuid})` };
}

async function volume(resource: StackResource, connection: Connection): Promise<Found> {
  const object = await lookUpVolume(resource, connection);
  return object && found(resource, object.key, `volume ${object.name}`);
}

async function lookUpVolume({ values }: StackResource, connection: Connection): Promise<StorageVol | undefined> {
  const { pool, name } = values as { pool?: string; name: string };
  const place = pool === undefined ? undefined : await existing(connection.storagePoolLookupByName(pool));
  if (!place || !(await connection.storagePoolIsActive(place))) {
    return undefined;
  }
  return existing(connection.storageVolLookupByName(place, name));
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
