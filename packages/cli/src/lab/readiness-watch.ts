import { type Connection, DomainEventType, HostNetwork } from '@labcloud/libvirt-client';
import type { ManifestMachine, ManifestStack } from '../project/manifest';
import { connectHost } from './lab-host';
import { type ReadinessTarget, type Rung, rungsOf, standsOn } from './machine-readiness';
import { waitReady } from './wait-ready';

/** Called when a machine reaches a rung. */
export type RungListener = (machine: string, rung: Rung, milliseconds: number) => void;

interface Watched {
  readonly machine: ManifestMachine;
  readonly connection: Connection;
  readonly network: HostNetwork;
  abort?: AbortController;
  ready?: Promise<Map<Rung, number>>;
}

/**
 * Watches the machines of the lab from the moment each one starts, also while Terraform still applies the rest.
 *
 * A machine that starts again (it was rebuilt) is watched anew; one that ran before is watched from `finish` on.
 */
export class ReadinessWatch {
  /** Connects to the hosts of the stacks and begins to listen for machines that start. */
  static async begin(
    stacks: readonly ManifestStack[],
    lab: string,
    timeout: number,
    onRung: RungListener,
    signal: AbortSignal,
  ): Promise<ReadinessWatch> {
    const uris = new Map(stacks.flatMap(({ hosts }) => hosts.map(({ path, uri }) => [path, uri] as const)));
    const hosts = new Map<string, { connection: Connection; network: HostNetwork }>();
    const watched: Watched[] = [];
    for (const machine of stacks.flatMap(({ machines }) => machines).filter(({ running }) => running)) {
      const uri = uris.get(machine.host) as string;
      const host = hosts.get(uri) ?? { connection: await connectHost(uri), network: new HostNetwork(uri) };
      hosts.set(uri, host);
      watched.push({ machine, ...host });
    }
    return new ReadinessWatch(lab, timeout, onRung, signal, watched, [...hosts.values()]);
  }

  private constructor(
    private readonly lab: string,
    private readonly timeout: number,
    private readonly onRung: RungListener,
    private readonly signal: AbortSignal,
    private readonly watched: readonly Watched[],
    private readonly hosts: readonly { readonly connection: Connection; readonly network: HostNetwork }[],
  ) {}

  /** Begins to listen for domains that start. */
  async listen(): Promise<void> {
    for (const { connection } of this.hosts) {
      await connection.onDomainEvent('lifecycle', ({ domain, event }) => {
        const watched = this.watched.find(({ machine }) => machine.domain === domain.name);
        if (watched && event === DomainEventType.STARTED) {
          this.watch(watched);
        }
      });
    }
  }

  /** Waits until every machine is ready and returns the milliseconds to each rung, by machine name. */
  async finish(): Promise<Map<string, Map<Rung, number>>> {
    const times = this.watched.map(async (watched) => {
      if (watched.ready === undefined) {
        this.watch(watched);
      }
      return [watched.machine.name, await settled(watched)] as const;
    });
    return new Map(await Promise.all(times));
  }

  /** Waits until these machines are ready, looked at anew; those that are not to run are. */
  async ready(machines: readonly string[]): Promise<void> {
    await Promise.all(
      this.watched
        .filter(({ machine }) => machines.includes(machine.name))
        .map((watched) => {
          this.watch(watched);
          return settled(watched);
        }),
    );
  }

  /** Whether a machine stands on all its rungs now. */
  async isReady(name: string): Promise<boolean> {
    const watched = this.watched.find(({ machine }) => machine.name === name);
    if (watched === undefined) {
      return false;
    }
    const target = this.targetOf(watched);
    const stands = await Promise.all(rungsOf(target.mark).map((rung) => standsOn(rung, target).catch(() => false)));
    return stands.every(Boolean);
  }

  /** Stops watching and leaves the hosts. */
  async close(): Promise<void> {
    this.watched.forEach(({ abort }) => abort?.abort());
    this.hosts.forEach(({ network }) => network.close());
    await Promise.all(this.hosts.map(({ connection }) => connection.close()));
  }

  private watch(watched: Watched): Promise<Map<Rung, number>> {
    watched.abort?.abort();
    const abort = (watched.abort = new AbortController());
    const { machine } = watched;
    const ready = waitReady(this.targetOf(watched), {
      origin: performance.now(),
      timeout: this.timeout,
      signal: AbortSignal.any([abort.signal, this.signal]),
      onRung: (rung, milliseconds) => this.onRung(machine.name, rung, milliseconds),
    });
    // Awaited in finish(); until then a failure must not end the process.
    ready.catch(() => undefined);
    watched.ready = ready;
    return ready;
  }

  private targetOf({ machine, connection, network }: Watched): ReadinessTarget {
    return {
      connection,
      dial: network.connect.bind(network),
      domain: { name: machine.domain, uuid: machine.uuid, id: -1 },
      mark: { lab: this.lab, name: machine.name, path: machine.path, user: machine.user, address: machine.address, probes: machine.probes },
    };
  }
}

/** The end of a watch, or of the one that took its place because the machine started again meanwhile. */
async function settled(watched: Watched): Promise<Map<Rung, number>> {
  for (;;) {
    const { ready } = watched;
    try {
      const times = await ready;
      if (ready === watched.ready) {
        return times ?? new Map();
      }
    } catch (error) {
      if (ready === watched.ready) {
        throw error;
      }
    }
  }
}
