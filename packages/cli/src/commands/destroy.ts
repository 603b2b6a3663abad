import { existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { removeRules } from '../host';
import { removeDockerOrphans } from '../lab/docker-orphans';
import { withProjectLock } from '../lab/project-lock';
import { type ManifestStack, applyOrder, stackDirectory } from '../project/manifest';
import { synth } from '../project/synth';
import { applyPlan, planStack } from '../terraform/stack-plan';
import { showOn, steps } from './apply-stack';
import { requireConsent } from './consent';
import type { CommandContext } from './context';
import { findLeftovers } from './leftovers';
import { prepareProviders } from './prepare';

/** Removes everything of the lab, and nothing else, from its hosts and engines. */
export function runDestroy(context: CommandContext, options: { readonly yes?: boolean }): Promise<number> {
  const { project, reporter } = context;
  return withProjectLock(project, async () => {
    const manifest = await prepareProviders(context, await synth(project));
    const stacks = applyOrder(manifest.stacks)
      .reverse()
      .filter((stack) => existsSync(resolve(stackDirectory(project, stack), stack.state)));
    const machines = stacks.flatMap((stack) => stack.machines.map(({ name }) => `machine ${name} with its disks`));
    const services = stacks.flatMap((stack) => stack.services.map(({ name }) => `service ${name}`));
    await requireConsent([...machines, ...services], options.yes ?? false);

    for (const stack of stacks) {
      await destroyStack(context, stack);
    }
    for (const orphan of await removeDockerOrphans(project, manifest)) {
      reporter.note(`Removed the ${orphan} that an interrupted run left.`);
    }
    await removeRules(manifest.lab);
    const leftovers = await findLeftovers(manifest);
    if (leftovers.length > 0) {
      reporter.note(`Terraform's state does not know these, so they stay:\n${leftovers.map((name) => `  ${name}`).join('\n')}`);
      return 1;
    }
    reporter.note(`Nothing of ${manifest.lab} is left.`);
    return 0;
  });
}

async function destroyStack(context: CommandContext, stack: ManifestStack): Promise<void> {
  const terraform = context.terraform(stack);
  const { signal } = context;
  const plan = await context.reporter.step(`Plan to destroy ${stack.name}`, async () => {
    await terraform.init({ signal });
    return planStack(terraform, ['-destroy'], { signal });
  });
  if (plan.hasChanges) {
    await context.reporter.step(`Destroy ${stack.name}`, (progress) =>
      applyPlan(terraform, plan, { signal, onEvent: showOn(progress, steps(plan.changes)) }),
    );
  } else {
    rmSync(plan.file, { force: true });
  }
}
