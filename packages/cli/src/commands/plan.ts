import { reviewOf, reviewReport } from '@labcloud/review';
import { applyOrder } from '../project/manifest';
import { synth } from '../project/synth';
import { planStack, readPlan, showPlan, type StackPlan } from '../terraform/stack-plan';
import type { Terraform } from '../terraform/terraform';
import { describeDiagnostic, hiddenChanges, isEffectWarning } from '../terraform/ui-event';
import { rmSync } from 'node:fs';
import type { CommandContext } from './context';
import { reportGoneStacks } from './gone-stacks';
import { prepareProviders } from './prepare';

/** Shows what `up` would change. Exit status 0: nothing; 1: it cannot be applied; 2: changes. */
export async function runPlan(context: CommandContext): Promise<number> {
  const { project, reporter, signal } = context;
  let manifest = await synth(project);
  manifest = await prepareProviders(context, manifest);
  reportGoneStacks(context, manifest);
  let status = 0;
  for (const stack of applyOrder(manifest.stacks)) {
    const terraform = context.terraform(stack);
    const plan = await reporter.step(`Plan ${stack.name}`, async () => {
      await terraform.init({ signal });
      return planStack(terraform, [], { signal, withErrors: true });
    });
    try {
      process.stdout.write(`${await describePlan(terraform, stack.name, plan)}\n`);
    } finally {
      rmSync(plan.file, { force: true });
    }
    status = plan.errors.length > 0 || status === 1 ? 1 : Math.max(status, plan.hasChanges ? 2 : 0);
  }
  return status;
}

/** Terraform's own words, its warnings, and what the changes do, grouped by effect. */
async function describePlan(terraform: Terraform, name: string, plan: StackPlan): Promise<string> {
  const failures = plan.errors.map(describeDiagnostic);
  if (!plan.hasChanges && failures.length === 0) {
    return `${name}: no changes`;
  }
  const parts = [
    ...(failures.length === 0 ? [await showPlan(terraform, plan, process.stdout.isTTY)] : []),
    ...plan.warnings.filter((warning) => !isEffectWarning(warning)).map(describeDiagnostic),
    `What this does to ${name}:\n${reviewReport(reviewOf(await readPlan(terraform, plan), hiddenChanges(plan.warnings)), failures)}`,
  ];
  return parts.join('\n\n');
}
