import { domain, type Domain } from '../handles';
import { write } from '../procedures/procedure';
import { type Codec, int, nothing, optional, struct, text, uhyper } from '../xdr/codec';
import { type TypedValues, typedValues } from '../xdr/typed-parameter';
import { type EventKind } from './event-kind';

/** An event that says no more than which domain it is about. */
export interface DomainEvent {
  domain: Domain;
}

/** A domain was defined, started, stopped …; `event` is one of `DomainEventType`, `detail` libvirt's number of the circumstances. */
export interface DomainLifecycleEvent extends DomainEvent {
  event: number;
  detail: number;
}

/** A device was added, removed, or could not be removed. */
export interface DomainDeviceEvent extends DomainEvent {
  devAlias: string;
}

/** The agent in the guest connected (`state` 1) or went away (2); `reason` 1: the domain started, 2: its channel changed. */
export interface DomainAgentEvent extends DomainEvent {
  state: number;
  reason: number;
}

/** A disk failed; `action` 0 none, 1 the domain paused, 2 reported to the guest. */
export interface DomainIOErrorEvent extends DomainEvent {
  srcPath: string;
  devAlias: string;
  action: number;
  reason: string;
}

/** A job on a disk ended or is ready; `type` is virDomainBlockJobType, `status` 0 completed, 1 failed, 2 cancelled, 3 ready. */
export interface DomainBlockJobEvent extends DomainEvent {
  disk: string;
  type: number;
  status: number;
}

/** The memory balloon reached a size, in KiB. */
export interface DomainBalloonEvent extends DomainEvent {
  actual: number;
}

/** A job of the whole domain, such as a backup, ended. */
export interface DomainJobEvent extends DomainEvent {
  params: TypedValues;
}

/** The title (`type` 1), description (0) or an element (2) of the metadata changed. */
export interface DomainMetadataEvent extends DomainEvent {
  type: number;
  nsURI: string | undefined;
}

/** The watchdog fired; `action` is virDomainEventWatchdogAction. */
export interface DomainWatchdogEvent extends DomainEvent {
  action: number;
}

const register = write<[id: number, subject: undefined], number>(316, [int, optional(nothing)], int);
const deregister = write<[callback: number], undefined>(317, [int], nothing);

function event<T extends DomainEvent>(id: number, procedure: number, message: Codec<T>): EventKind<T> {
  return { id, procedure, message, register, deregister };
}

const plain = struct<DomainEvent>({ domain });
const device = struct<DomainDeviceEvent>({ domain, devAlias: text });

/** What can happen to a domain, by the name that callers use. */
export const domainEvents = {
  lifecycle: event<DomainLifecycleEvent>(0, 318, struct({ domain, event: int, detail: int })),
  reboot: event(1, 319, plain),
  watchdog: event<DomainWatchdogEvent>(3, 321, struct({ domain, action: int })),
  'io-error': event<DomainIOErrorEvent>(6, 324, struct({ domain, srcPath: text, devAlias: text, action: int, reason: text })),
  'control-error': event(7, 325, plain),
  'balloon-change': event<DomainBalloonEvent>(13, 331, struct({ domain, actual: uhyper })),
  'device-removed': event(15, 333, device),
  'block-job': event<DomainBlockJobEvent>(16, 339, struct({ domain, disk: text, type: int, status: int })),
  agent: event<DomainAgentEvent>(18, 348, struct({ domain, state: int, reason: int })),
  'device-added': event(19, 354, device),
  'job-completed': event<DomainJobEvent>(21, 363, struct({ domain, params: typedValues(64) })),
  'device-removal-failed': event(22, 367, device),
  'metadata-change': event<DomainMetadataEvent>(23, 379, struct({ domain, type: int, nsURI: optional(text) })),
};
