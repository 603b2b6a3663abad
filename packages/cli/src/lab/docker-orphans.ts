import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../project/manifest';
import type { Project } from '../project/project';
import { idsInState } from '../project/state-file';
import { DockerEngine } from './docker-engine';
import { engineHosts } from './lab-host';

/**
 * Removes the lab's containers and networks that no state knows: an apply that was killed leaves them behind, and their
 * names and subnets would refuse the next one. Volumes are never touched.
 *
 * libvirt's objects need no such care: their provider finds them again by UUID.
 *
 * @returns the names of what was removed
 */
export async function removeDockerOrphans(project: Project, manifest: Manifest): Promise<string[]> {
  // Every state counts, also that of a stack which left the app: its containers are not orphans.
  const states = readdirSync(project.stateDirectory).filter((file) => file.endsWith('.tfstate'));
  const known = new Set(states.flatMap((file) => idsInState(join(project.stateDirectory, file))));
  const removed: string[] = [];
  for (const host of engineHosts(manifest)) {
    const engine = new DockerEngine(host);
    const label = `labcloud.lab=${manifest.lab}`;
    for (const { Id, Names } of (await engine.containers(label)).filter(({ Id: id }) => !known.has(id))) {
      await engine.removeContainer(Id);
      removed.push(`container ${Names[0]?.slice(1) ?? Id}`);
    }
    for (const { Id, Name } of (await engine.networks(label)).filter(({ Id: id }) => !known.has(id))) {
      await engine.removeNetwork(Id);
      removed.push(`network ${Name}`);
    }
  }
  return removed;
}
