import type { Manifest } from '../project/manifest';
import { DockerEngine } from './docker-engine';
import { engineHosts } from './lab-host';

/**
 * Lets the lab's paused containers go on: for Terraform's Docker provider they run.
 *
 * @returns the names of those that were paused
 */
export async function resumePausedServices(manifest: Manifest): Promise<string[]> {
  const resumed: string[] = [];
  for (const host of engineHosts(manifest)) {
    const engine = new DockerEngine(host);
    const containers = await engine.containers(`labcloud.lab=${manifest.lab}`);
    for (const { Id, Labels } of containers.filter(({ State }) => State === 'paused')) {
      await engine.resumeContainer(Id);
      resumed.push(Labels['labcloud.name'] ?? Id);
    }
  }
  return resumed;
}
