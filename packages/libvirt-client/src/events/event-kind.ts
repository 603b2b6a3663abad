import { type Procedure } from '../procedures/procedure';
import { type Codec } from '../xdr/codec';

/** One kind of event: how it is asked for, and what it carries. */
export interface EventKind<T = unknown> {
  /** libvirt's number of the kind, for the registration. */
  id: number;
  /** The procedure number that its messages bear. */
  procedure: number;
  message: Codec<T>;
  register: Procedure<[id: number, subject: undefined], number>;
  deregister: Procedure<[callback: number], undefined>;
}

/** Events by name. */
// oxlint-disable-next-line typescript/no-explicit-any
export type EventTable = Record<string, EventKind<any>>;

/** What an event carries. */
export type EventOf<K> = K extends EventKind<infer T> ? T : never;

/** Gets an event. */
export type Listener<T> = (event: T) => void;

/** Ends a subscription. */
export type Unsubscribe = () => Promise<void>;
