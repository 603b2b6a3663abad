import { type Connection } from '@labcloud/libvirt-client';

/** What happened to a thing, in words that all kinds share. */
export type Happening = 'undefined' | 'started' | 'stopped';

const OF_DOMAIN: Record<number, Happening> = { 1: 'undefined', 2: 'started', 5: 'stopped' };
const OF_NETWORK: Record<number, Happening> = { 1: 'undefined', 2: 'started', 3: 'stopped' };
const OF_POOL: Record<number, Happening> = { 1: 'undefined' };
/** libvirt's events come after the reply of the call that caused them. */
const LATE = 500;

/** Writes down what libvirt says that happened, by the name of the thing. */
export class Events {
  private readonly heard: { name: string; what: Happening }[] = [];

  static async listen(connection: Connection): Promise<Events> {
    const events = new Events();
    const hear = (words: Record<number, Happening>, kind: string, name: string, event: number): void => {
      const what = words[event];
      if (what !== undefined) events.heard.push({ name: `${kind} ${name}`, what });
    };
    await connection.onDomainEvent('lifecycle', ({ domain, event }) => hear(OF_DOMAIN, 'libvirt_domain', domain.name, event));
    await connection.onNetworkEvent('lifecycle', ({ network, event }) => hear(OF_NETWORK, 'libvirt_network', network.name, event));
    await connection.onStoragePoolEvent('lifecycle', ({ pool, event }) => hear(OF_POOL, 'libvirt_pool', pool.name, event));
    return events;
  }

  /** What happened since it was asked last, by kind and name. */
  async since(): Promise<ReadonlyMap<string, ReadonlySet<Happening>>> {
    await new Promise((resolve) => setTimeout(resolve, LATE));
    const found = new Map<string, Set<Happening>>();
    for (const { name, what } of this.heard.splice(0)) found.set(name, (found.get(name) ?? new Set()).add(what));
    return found;
  }
}
