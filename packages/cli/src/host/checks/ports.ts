import { existsSync, readFileSync } from 'node:fs';
import { bracketed } from '../../lab/bracketed';
import type { ManifestService } from '../../project/manifest';
import type { HostCheck } from '../check';
import { type DockerContainer, dockerContainers } from '../network/docker-inventory';
import { type Listener, collides, parseListeners } from '../network/listeners';
import { argumentsOf, controlGroupsOf, holderOfSocket } from '../system/process-table';

/** Whether the ports that services publish are free, or held by the lab's own containers. */
export const ports: HostCheck = {
  name: 'ports',
  title: 'Published ports',
  needs: ['docker'],
  async probe({ wants }) {
    const wanted = wants.services.flatMap((service) => service.published.map(({ address, port }) => ({ service, address, port })));
    if (wanted.length === 0) {
      return { ok: true, found: 'not needed' };
    }
    const containers = await dockerContainers(wants.dockerSockets);
    const listeners = ['/proc/net/tcp', '/proc/net/tcp6'].filter(existsSync).flatMap((file) => parseListeners(readFileSync(file, 'utf8')));
    const clashes = wanted.flatMap(({ service, address, port }) => {
      const holder = holderOf({ address, port }, service, wants.services, containers, listeners);
      return holder ? [`port ${port} of ${address}, which service ${service.name} publishes, is taken by ${holder}`] : [];
    });
    return clashes.length === 0
      ? { ok: true, found: wanted.map(({ address, port }) => `${bracketed(address)}:${port}`).join(', ') }
      : { ok: false, found: clashes.join('; '), fix: 'End what holds the port, or publish another one in the app.' };
  },
};

type Place = Pick<Listener, 'address' | 'port'>;

// The name of what holds a port, or undefined when it is free or ours.
function holderOf(
  place: Place,
  service: ManifestService,
  services: readonly ManifestService[],
  containers: readonly DockerContainer[],
  listeners: readonly Listener[],
): string | undefined {
  const own = new Set(services.map(({ container }) => container));
  const publisher = containers.find((container) => container.ports.some((published) => collides(place, published)));
  if (publisher) {
    return own.has(publisher.name) ? undefined : `the container ${publisher.name}`;
  }
  const listener = listeners.find((candidate) => collides(place, candidate));
  if (!listener) {
    return undefined;
  }
  const pid = holderOfSocket(listener.inode);
  if (pid === undefined) {
    // Only root sees the holder; the service's own container, when it runs, is the likeliest.
    return containers.some(({ name }) => name === service.container) ? undefined : 'another process (root sees which)';
  }
  // A container on the host's network listens by itself.
  const groups = controlGroupsOf(pid);
  const container = containers.find(({ id }) => groups.includes(id));
  if (container) {
    return own.has(container.name) ? undefined : `the container ${container.name}`;
  }
  return `process ${pid} (${argumentsOf(pid).join(' ').slice(0, 80)})`;
}
