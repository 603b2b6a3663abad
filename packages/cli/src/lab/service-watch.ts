import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Manifest } from '../project/manifest';
import { DockerEngine } from './docker-engine';
import { engineHosts } from './lab-host';
import { type FoundService, findServices } from './service-health';

const POLL_MILLISECONDS = 500;

/** Asks the engines of a lab how its container services are. */
export class ServiceWatch {
  /** @param timeout how long is waited at most, in milliseconds */
  constructor(
    private readonly manifest: Manifest,
    private readonly timeout: number,
    private readonly signal: AbortSignal,
  ) {}

  /** Waits until every service of the app is healthy, and tells of them by their names. */
  async finish(): Promise<FoundService[]> {
    const found = await this.ready(this.manifest.stacks.flatMap(({ services }) => services.map(({ name }) => name)));
    return [...found].sort((a, b) => a.name.localeCompare(b.name));
  }

  /**
   * Waits until these services are healthy, and tells of all that are on their engines.
   * @throws UserError when time runs out, naming those that are not, and their state
   */
  async ready(names: readonly string[]): Promise<readonly FoundService[]> {
    const deadline = performance.now() + this.timeout;
    for (;;) {
      const found = await this.look(names);
      const waiting = names.filter((name) => !isHealthyIn(found, name));
      if (waiting.length === 0) {
        return found;
      }
      if (performance.now() > deadline) {
        const states = waiting.map((name) => `${name} (${found.find((service) => service.name === name)?.health ?? 'no container'})`);
        throw new UserError(
          `Not healthy after ${Math.round(this.timeout / 1000)} s: ${states.join(', ')}.`,
          `Read the log: labcloud logs ${String(waiting[0])}`,
        );
      }
      await delay(POLL_MILLISECONDS, undefined, { signal: this.signal });
    }
  }

  /** Whether a service is healthy now. */
  async isHealthy(name: string): Promise<boolean> {
    return isHealthyIn(await this.look([name]), name);
  }

  // Other engines may be in machines that are not there yet.
  private async look(names: readonly string[]): Promise<FoundService[]> {
    const stacks = this.manifest.stacks.filter(({ services }) => services.some(({ name }) => names.includes(name)));
    const hosts = engineHosts({ ...this.manifest, stacks });
    return (await Promise.all(hosts.map((host) => findServices(new DockerEngine(host), this.manifest.lab)))).flat();
  }
}

function isHealthyIn(found: readonly FoundService[], name: string): boolean {
  return found.some((service) => service.name === name && service.healthy);
}
