import { type Header } from '../wire/message';
import { type Link } from '../wire/link';
import { type XdrReader } from '../xdr/reader';
import { type EventKind, type Listener } from './event-kind';

interface Subscription {
  kind: EventKind;
  listeners: Set<Listener<unknown>>;
  /** Where it is registered, and as what. */
  registration: { link: Link; callback: Promise<number> } | undefined;
}

/** Who listens to what; each kind of event is registered once with the daemon, however many listen. */
export class EventHub {
  private readonly subscriptions = new Map<number, Subscription>();

  add<T>(kind: EventKind<T>, listener: Listener<T>): void {
    const known = this.subscriptions.get(kind.procedure);
    if (known) known.listeners.add(listener as Listener<unknown>);
    else {
      const listeners = new Set([listener as Listener<unknown>]);
      this.subscriptions.set(kind.procedure, { kind: kind as unknown as EventKind, listeners, registration: undefined });
    }
  }

  /** Removes a listener; with the last one, the daemon is told. */
  async remove<T>(kind: EventKind<T>, listener: Listener<T>): Promise<void> {
    const subscription = this.subscriptions.get(kind.procedure);
    if (!subscription?.listeners.delete(listener as Listener<unknown>) || subscription.listeners.size > 0) return;
    this.subscriptions.delete(kind.procedure);
    const { registration } = subscription;
    if (!registration) return;
    try {
      await registration.link.call(kind.deregister, [await registration.callback]);
    } catch {
      // A link that is gone has no registrations.
    }
  }

  /** Registers with the daemon at the other end of `link` whatever somebody listens to. */
  async register(link: Link): Promise<void> {
    await Promise.all([...this.subscriptions.values()].map((subscription) => registered(subscription, link)));
  }

  /** Hands an event to its listeners. */
  dispatch(header: Header, payload: XdrReader): void {
    const subscription = this.subscriptions.get(header.procedure);
    if (!subscription) return;
    payload.int();
    const event = subscription.kind.message.decode(payload);
    for (const listener of [...subscription.listeners]) call(listener, event);
  }
}

function registered(subscription: Subscription, link: Link): Promise<number> {
  if (subscription.registration?.link !== link) {
    const callback = link.call(subscription.kind.register, [subscription.kind.id, undefined]);
    subscription.registration = { link, callback };
    callback.catch(() => (subscription.registration = undefined));
  }
  return subscription.registration.callback;
}

// A listener's own mistake must neither break the link nor vanish.
function call(listener: Listener<unknown>, event: unknown): void {
  try {
    listener(event);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
