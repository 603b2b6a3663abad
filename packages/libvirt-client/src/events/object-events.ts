import { network, type Network, storagePool, type StoragePool } from '../handles';
import { write } from '../procedures/procedure';
import { type Codec, int, nothing, optional, struct } from '../xdr/codec';
import { type EventKind } from './event-kind';

/** A network was defined (0), undefined (1), started (2), stopped (3). */
export interface NetworkLifecycleEvent {
  network: Network;
  event: number;
  detail: number;
}

/** A pool that was refreshed. */
export interface StoragePoolEvent {
  pool: StoragePool;
}

/** A pool was defined (0), undefined (1), started (2), stopped (3), created (4), deleted (5). */
export interface StoragePoolLifecycleEvent extends StoragePoolEvent {
  event: number;
  detail: number;
}

const subject = optional(nothing);
const registerNetwork = write<[id: number, subject: undefined], number>(313, [int, subject], int);
const deregisterNetwork = write<[callback: number], undefined>(314, [int], nothing);
const registerPool = write<[id: number, subject: undefined], number>(368, [int, subject], int);
const deregisterPool = write<[callback: number], undefined>(369, [int], nothing);

function poolEvent<T>(id: number, procedure: number, message: Codec<T>): EventKind<T> {
  return { id, procedure, message, register: registerPool, deregister: deregisterPool };
}

const networkLifecycle: EventKind<NetworkLifecycleEvent> = {
  id: 0,
  procedure: 315,
  message: struct({ network, event: int, detail: int }),
  register: registerNetwork,
  deregister: deregisterNetwork,
};

/** What can happen to a network. */
export const networkEvents = { lifecycle: networkLifecycle };

/** What can happen to a storage pool. */
export const storagePoolEvents = {
  lifecycle: poolEvent<StoragePoolLifecycleEvent>(0, 370, struct({ pool: storagePool, event: int, detail: int })),
  refresh: poolEvent<StoragePoolEvent>(1, 373, struct({ pool: storagePool })),
};
