import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ManifestStack, type Manifest, stackDirectory } from '../project/manifest';
import type { Project } from '../project/project';
import { DockerEngine } from './docker-engine';
import { engineHosts } from './lab-host';

interface State {
  readonly resources?: readonly { readonly instances?: readonly { readonly attributes?: { readonly id?: unknown } }[] }[];
}

/**
 * Removes the lab's containers and networks that no state knows: an apply that was killed leaves them behind, and their
 * names and subnets would refuse the next one. Volumes are never touched.
 *
 * libvirt's objects need no such care: their provider finds them again by UUID.
 *
 * @returns the names of what was removed
 */
export async function removeDockerOrphans(project: Project, manifest: Manifest): Promise<string[]> {
  const known = new Set(manifest.stacks.flatMap((stack) => idsInState(project, stack)));
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

function idsInState(project: Project, stack: ManifestStack): string[] {
  const file = resolve(stackDirectory(project, stack), stack.state);
  if (!existsSync(file)) {
    return [];
  }
  const state = JSON.parse(readFileSync(file, 'utf8')) as State;
  const ids = (state.resources ?? []).flatMap(({ instances }) => (instances ?? []).map(({ attributes }) => attributes?.id));
  return ids.filter((id) => typeof id === 'string');
}
