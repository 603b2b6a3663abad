import { int, struct, text, uuid } from './xdr/codec';

/** A domain as calls take and return it; the daemon finds it by its UUID. */
export interface Domain {
  name: string;
  uuid: string;
  /** The number of a running domain, -1 when it does not run; as of the call that returned it. */
  id: number;
}

/** A virtual network. */
export interface Network {
  name: string;
  uuid: string;
}

/** A storage pool. */
export interface StoragePool {
  name: string;
  uuid: string;
}

/** A volume in a storage pool. */
export interface StorageVol {
  /** The name of its pool. */
  pool: string;
  name: string;
  /** What identifies it on the host; for a file, its path. */
  key: string;
}

/** A network filter. */
export interface NWFilter {
  name: string;
  uuid: string;
}

/** A secret, without its value. */
export interface Secret {
  uuid: string;
  /** What it is used for (virSecretUsageType): 0 none, 1 volume, 2 ceph, 3 iscsi, 4 tls, 5 vtpm. */
  usageType: number;
  usageID: string;
}

/** A device of the host. */
export interface NodeDevice {
  name: string;
}

/** A network interface of the host. */
export interface Interface {
  name: string;
  mac: string;
}

/** A snapshot of a domain. */
export interface DomainSnapshot {
  name: string;
  domain: Domain;
}

/** A checkpoint of a domain's disks. */
export interface DomainCheckpoint {
  name: string;
  domain: Domain;
}

export const domain = struct<Domain>({ name: text, uuid, id: int });
export const network = struct<Network>({ name: text, uuid });
export const storagePool = struct<StoragePool>({ name: text, uuid });
export const storageVol = struct<StorageVol>({ pool: text, name: text, key: text });
export const nwFilter = struct<NWFilter>({ name: text, uuid });
export const secret = struct<Secret>({ uuid, usageType: int, usageID: text });
export const nodeDevice = struct<NodeDevice>({ name: text });
export const hostInterface = struct<Interface>({ name: text, mac: text });
export const domainSnapshot = struct<DomainSnapshot>({ name: text, domain });
export const domainCheckpoint = struct<DomainCheckpoint>({ name: text, domain });
