import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '../errors';
import { removeRules } from '../host';
import { removeDockerOrphans } from '../lab/docker-orphans';
import { engineMachines, goesWithMachines, withoutMachineEngines } from '../lab/machine-engines';
import { withProjectLock } from '../lab/project-lock';
import { type Manifest, type ManifestStack, applyOrder, stackDirectory } from '../project/manifest';
import type { Project } from '../project/project';
import { takeSecretsUp } from '../project/secrets';
import { type Retention, retentionIn } from '../project/retained';
import { dockerAddresses, goneStacks } from '../project/state-file';
import { synth } from '../project/synth';
import { applyPlan, planStack } from '../terraform/stack-plan';
import { adoptAll } from './adopt';
import { showOn, steps } from './apply-stack';
import { requireConsent } from './consent';
import type { CommandContext } from './context';
import { goneStack } from './gone-stacks';
import { findLeftovers } from './leftovers';
import { mendAndTell } from './mend';
import { prepareProviders } from './prepare';

export interface DestroyOptions {
  readonly yes?: boolean;
  /** Removes retained volumes as well. */
  readonly withData?: boolean;
  /** Cuts the power of machines at once. */
  readonly force?: boolean;
}

/** Names to the provider the retained volumes that may go. */
const WIPE_VARIABLE = 'LABCLOUD_WIPE';
/** Lets the provider power machines off without asking their guests. */
const POWER_OFF_VARIABLE = 'LABCLOUD_POWER_OFF';

/** Removes everything of the lab, or of the named stacks alone, and nothing else, from its hosts and engines; retained volumes stay unless asked for. */
export function runDestroy(context: CommandContext, options: DestroyOptions, names: readonly string[]): Promise<number> {
  const { project, reporter } = context;
  return withProjectLock(project, async () => {
    const wasCut = await mendAndTell(context);
    const manifest = await prepareProviders(context, await synth(project));
    if (wasCut) {
      await adoptAll(context, manifest);
    }
    const stacks = chooseStacks(project, manifest, names);
    const retention = stacks.map((stack) => retentionIn(resolve(stackDirectory(project, stack), stack.state)));
    const retained = retention.flatMap(({ volumes }) => volumes);
    const removed = options.withData ? retained.map(({ name }) => `volume ${name} with what is on it`) : [];
    await requireConsent([...stacks.flatMap(contentOf), ...removed], options.yes ?? false);
    if (options.withData) {
      process.env[WIPE_VARIABLE] = retained.map(({ pool, name }) => `${pool}/${name}`).join(' ');
    }
    if (options.force) {
      process.env[POWER_OFF_VARIABLE] = '1';
    }

    for (const [index, stack] of stacks.entries()) {
      if (await goesWithMachines(stack, stacks)) {
        await forgetContainers(context, stack);
      }
      await destroyStack(context, stack, options.withData ? undefined : retention[index]);
      takeSecretsUp(project, stack);
    }
    for (const orphan of await removeDockerOrphans(project, withoutMachineEngines(manifest))) {
      reporter.note(`Removed the ${orphan} that an interrupted run left.`);
    }
    const kept = options.withData ? [] : retained;
    if (kept.length > 0) {
      const list = kept.map(({ pool, name }) => `  volume ${name} in the pool ${pool}`).join('\n');
      reporter.note(`Kept, with what is on them:\n${list}\n'labcloud up' finds them again; 'labcloud destroy --with-data' removes them.`);
    }
    if (names.length > 0) {
      return 0;
    }
    await removeRules(manifest.lab);
    const keptPools = new Set(kept.map(({ pool }) => `pool ${pool}`));
    const leftovers = (await findLeftovers(manifest)).filter((name) => !keptPools.has(name));
    if (leftovers.length > 0) {
      reporter.note(`Terraform's state does not know these, so they stay:\n${leftovers.map((name) => `  ${name}`).join('\n')}`);
      return 1;
    }
    reporter.note(`Nothing ${kept.length > 0 ? 'else ' : ''}of ${manifest.lab} is left.`);
    return 0;
  });
}

/** The stacks that were ever applied, dependants first; those that left the app come before all. */
function chooseStacks(project: Project, manifest: Manifest, names: readonly string[]): ManifestStack[] {
  const gone = goneStacks(project, manifest).map((name) => {
    const stack = goneStack(project, name);
    if (!stack) {
      throw new UserError(
        `The stack '${name}' left the app, and its folder in ${project.outputDirectory} is gone as well.`,
        'Put the stack back into the app to destroy what it made.',
      );
    }
    return stack;
  });
  const all = [...gone, ...applyOrder(manifest.stacks).reverse()];
  const unknown = names.find((name) => !all.some((stack) => stack.name === name));
  if (unknown !== undefined) {
    throw new UserError(`There is no stack '${unknown}'.`, `There are: ${all.map(({ name }) => name).join(', ')}.`);
  }
  const chosen = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all;
  return chosen.filter((stack) => existsSync(resolve(stackDirectory(project, stack), stack.state)));
}

function contentOf({ name, machines, services }: ManifestStack): string[] {
  const content = [
    ...machines.map((machine) => `machine ${machine.name} with its disks`),
    ...services.map((service) => `service ${service.name}`),
  ];
  return content.length > 0 ? content : [`everything of the stack ${name}`];
}

/** Takes out of the state what is on engines that do not answer. */
async function forgetContainers({ project, reporter, signal, ...context }: CommandContext, stack: ManifestStack): Promise<void> {
  const addresses = dockerAddresses(resolve(stackDirectory(project, stack), stack.state));
  if (addresses.length === 0) {
    return;
  }
  const terraform = context.terraform(stack);
  await terraform.init({ signal });
  const { status, stderr } = await terraform.run(['state', 'rm', '-lock-timeout=120s', ...addresses], { signal });
  if (status !== 0) {
    throw new UserError(`terraform state rm failed in ${terraform.directory}:\n${stderr.trim()}`);
  }
  reporter.note(
    `Docker does not answer in ${engineMachines(stack).join(', ')}: what the stack ${stack.name} has there goes with the machine.`,
  );
}

async function destroyStack(context: CommandContext, stack: ManifestStack, retention: Retention | undefined): Promise<void> {
  const keeps = retention !== undefined && retention.volumes.length > 0;
  if (keeps && retention.others.length === 0) {
    return;
  }
  const targets = keeps ? retention.others.map((address) => `-target=${address}`) : [];
  const terraform = context.terraform(stack);
  const { signal } = context;
  const plan = await context.reporter.step(`Plan to destroy ${stack.name}`, async () => {
    await terraform.init({ signal });
    return planStack(terraform, ['-destroy', ...targets], { signal });
  });
  if (plan.hasChanges) {
    const total = steps(plan.changes);
    await context.reporter.step(`Destroy ${stack.name}`, (progress) =>
      applyPlan(terraform, plan, { signal, onEvent: showOn(progress, total) }),
    );
  } else {
    rmSync(plan.file, { force: true });
  }
}
