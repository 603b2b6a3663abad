import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest, ManifestSecret, ManifestStack } from '../project/manifest';
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
  const file = join(project.outputDirectory, directory, 'cdk.tf.json');
  if (!existsSync(file)) {
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
    secrets: secretsIn(file),
  };
}

/** Terraform wants a value for every variable, also where nothing reads it any more. */
function secretsIn(file: string): ManifestSecret[] {
  const { variable = {} } = JSON.parse(readFileSync(file, 'utf8')) as { variable?: Record<string, { ephemeral?: boolean }> };
  return Object.entries(variable)
    .filter(([, { ephemeral }]) => ephemeral === true)
    .map(([name]) => ({ path: name, variable: name, version: 0, source: { kind: 'generated', bytes: 0 } }));
}
