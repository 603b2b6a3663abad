import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Manifest } from '../project/manifest';
import { DockerEngine } from './docker-engine';
import { engineHosts } from './lab-host';
import { type FoundService, findServices } from './service-health';

const POLL_MILLISECONDS = 500;

/**
 * Waits until every container service of the app is healthy.
 *
 * @param timeout in milliseconds
 * @throws UserError when time runs out, naming the services and their state
 */
export async function waitServices(manifest: Manifest, timeout: number, signal: AbortSignal): Promise<FoundService[]> {
  const wanted = manifest.stacks.flatMap(({ services }) => services.map(({ name }) => name));
  const deadline = performance.now() + timeout;
  for (;;) {
    const found = (await Promise.all(engineHosts(manifest).map((host) => findServices(new DockerEngine(host), manifest.lab)))).flat();
    const waiting = wanted.filter((name) => !found.some((service) => service.name === name && service.healthy));
    if (waiting.length === 0) {
      return found.sort((a, b) => a.name.localeCompare(b.name));
    }
    if (performance.now() > deadline) {
      const states = waiting.map((name) => `${name} (${found.find((service) => service.name === name)?.health ?? 'no container'})`);
      throw new UserError(
        `Not healthy after ${Math.round(timeout / 1000)} s: ${states.join(', ')}.`,
        `Read the log: labcloud logs ${String(waiting[0])}`,
      );
    }
    await delay(POLL_MILLISECONDS, undefined, { signal });
  }
}
