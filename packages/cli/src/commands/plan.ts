import { applyOrder } from '../project/manifest';
import { synth } from '../project/synth';
import { dataLosses, planStack, showPlan } from '../terraform/stack-plan';
import { describeDiagnostic } from '../terraform/ui-event';
import { rmSync } from 'node:fs';
import type { CommandContext } from './context';
import { reportGoneStacks } from './gone-stacks';
import { prepareProviders } from './prepare';

/** Shows what `up` would change. Exit status 0: nothing; 2: changes. */
export async function runPlan(context: CommandContext): Promise<number> {
  const { project, reporter, signal } = context;
  let manifest = await synth(project);
  manifest = await prepareProviders(context, manifest);
  reportGoneStacks(context, manifest);
  let changes = false;
  for (const stack of applyOrder(manifest.stacks)) {
    const terraform = context.terraform(stack);
    const plan = await reporter.step(`Plan ${stack.name}`, async () => {
      await terraform.init({ signal });
      return planStack(terraform, [], { signal });
    });
    try {
      if (plan.hasChanges) {
        changes = true;
        process.stdout.write(`${await showPlan(terraform, plan, process.stdout.isTTY)}\n`);
        plan.warnings.forEach((warning) => process.stdout.write(`\n${describeDiagnostic(warning)}\n`));
        const losses = dataLosses(plan);
        if (losses.length > 0) {
          process.stdout.write(`\nData is lost with: ${losses.map(({ resource }) => resource.addr).join(', ')}\n`);
        }
      } else {
        process.stdout.write(`${stack.name}: no changes\n`);
      }
    } finally {
      rmSync(plan.file, { force: true });
    }
  }
  return changes ? 2 : 0;
}
