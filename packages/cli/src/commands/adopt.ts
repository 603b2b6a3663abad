import { resolve } from 'node:path';
import { type Adoptable, findOnEngine, findOnHost, type Found } from '../adopt/find-adoptable';
import { DockerEngine } from '../lab/docker-engine';
import { HostConnections } from '../lab/host-connections';
import { withProjectLock } from '../lab/project-lock';
import { type Manifest, type ManifestStack, applyOrder, stackDirectory } from '../project/manifest';
import { readState } from '../project/state-file';
import { synth } from '../project/synth';
import { importResources } from '../terraform/import-resources';
import { readStackResources, type StackResource } from '../terraform/stack-json';
import type { CommandContext } from './context';
import { mendAndTell } from './mend';
import { prepareProviders } from './prepare';

/** Takes over what a lost state left: puts what exists, and the app wants, into the state. Nothing that exists is changed. */
export function runAdopt(context: CommandContext): Promise<number> {
  const { project, reporter } = context;
  return withProjectLock(project, async () => {
    await mendAndTell(context);
    const manifest = await prepareProviders(context, await synth(project));
    let foreign = 0;
    for (const stack of applyOrder(manifest.stacks)) {
      const found = await adoptStack(context, manifest.lab, stack);
      foreign += found.foreign.length;
      found.foreign.forEach((name) => reporter.note(`Not the lab's, but in its place: ${name}.`));
      found.adoptable.forEach(({ name }) => process.stdout.write(`${name}\n`));
      if (found.adoptable.length === 0) {
        reporter.note(`${stack.name}: nothing to adopt.`);
      }
    }
    return foreign > 0 ? 1 : 0;
  });
}

/** Puts into the states what exists and a state from before the last run does not know. */
export async function adoptAll(context: CommandContext, { lab, stacks }: Manifest): Promise<void> {
  for (const stack of applyOrder(stacks)) {
    await adoptStack(context, lab, stack);
  }
}

/** What of a stack exists and its state did not know. */
interface Remains {
  readonly adoptable: readonly Adoptable[];
  readonly foreign: readonly string[];
}

/** Puts into the state of one stack what exists of it. */
async function adoptStack(context: CommandContext, lab: string, stack: ManifestStack): Promise<Remains> {
  const { reporter, signal } = context;
  const found = await reporter.step(`Look for what ${stack.name} has left`, () => lookFor(context, lab, stack));
  if (found.adoptable.length > 0) {
    const terraform = context.terraform(stack);
    await reporter.step(`Adopt into ${stack.name}`, async (progress) => {
      await terraform.init({ signal });
      await importResources(terraform, found.adoptable, { signal }, (address) => progress.update(address));
    });
  }
  return found;
}

async function lookFor({ project }: CommandContext, lab: string, stack: ManifestStack): Promise<Remains> {
  const directory = stackDirectory(project, stack);
  const state = readState(resolve(directory, stack.state));
  const known = new Set((state.resources ?? []).map(({ type, name }) => `${type ?? ''}.${name ?? ''}`));
  const resources = readStackResources(directory);
  const missing = resources.filter(({ address }) => !known.has(address));
  return HostConnections.during(async (hosts) => {
    const found: Exclude<Found, undefined>[] = [];
    for (const resource of missing) {
      const result = await look(resource, stack, hosts, lab);
      if (result) {
        found.push(result);
      }
    }
    return {
      adoptable: found.flatMap((each) => ('adoptable' in each ? [each.adoptable] : [])),
      foreign: found.flatMap((each) => ('foreign' in each ? [each.foreign] : [])),
    };
  });
}

async function look(resource: StackResource, stack: ManifestStack, hosts: HostConnections, lab: string): Promise<Found> {
  if (resource.type.startsWith('libvirt_')) {
    return findOnHost(resource, await hosts.to(hostOf(stack, String(resource.provider['uri']))));
  }
  return resource.type.startsWith('docker_') ? findOnEngine(resource, new DockerEngine(String(resource.provider['host'])), lab) : undefined;
}

/** Terraform runs in the stack's folder, labcloud in the project's: paths within the two URIs of one host differ. */
function hostOf({ hosts }: ManifestStack, uri: string): string {
  const address = (text: string): string | undefined => text.split('?')[0];
  return (hosts.find((host) => host.uri === uri) ?? hosts.find((host) => address(host.uri) === address(uri)))?.uri ?? uri;
}
