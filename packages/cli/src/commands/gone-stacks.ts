import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, ManifestStack } from '../project/manifest';
import type { Project } from '../project/project';
import { goneStacks } from '../project/state-file';
import type { CommandContext } from './context';

/** Says which stacks left the app while what they made still runs; nothing is removed. */
export function reportGoneStacks({ project, reporter }: CommandContext, manifest: Manifest): void {
  for (const name of goneStacks(project, manifest)) {
    reporter.note(`The stack '${name}' is no longer in the app, but what it made still exists. 'labcloud destroy ${name}' removes it.`);
  }
}

/** A stack that left the app, as far as Terraform needs it to destroy what it made; undefined when its folder is gone as well. */
export function goneStack(project: Project, name: string): ManifestStack | undefined {
  const directory = join('stacks', name);
  if (!existsSync(join(project.outputDirectory, directory, 'cdk.tf.json'))) {
    return undefined;
  }
  return {
    name,
    directory,
    state: join(project.stateDirectory, `${name}.tfstate`),
    dependencies: [],
    hosts: [],
    engines: [],
    pools: [],
    networks: [],
    dockerNetworks: [],
    machines: [],
    services: [],
    assets: [],
  };
}
