import { rmSync } from 'node:fs';
import type { ManifestStack } from '../project/manifest';
import { applyPlan, dataLosses, planStack } from '../terraform/stack-plan';
import { type UiEvent, describeDiagnostic } from '../terraform/ui-event';
import type { Progress } from '../ui/progress';
import { requireConsent } from './consent';
import type { CommandContext } from './context';

/**
 * Brings one stack to what the app says; asks first when a machine, disk or pool would be lost.
 *
 * @returns how many resources changed
 */
export async function applyStack(context: CommandContext, stack: ManifestStack, yes: boolean): Promise<number> {
  const { reporter, signal } = context;
  const terraform = context.terraform(stack);
  const plan = await reporter.step(`Plan ${stack.name}`, async () => {
    await terraform.init({ signal });
    return planStack(terraform, [], { signal });
  });
  plan.warnings.forEach((warning) => reporter.note(describeDiagnostic(warning)));
  if (!plan.hasChanges) {
    rmSync(plan.file, { force: true });
    return 0;
  }
  try {
    await requireConsent(
      dataLosses(plan).map(({ resource, action }) => `${resource.addr} (${action})`),
      yes,
    );
  } catch (error) {
    rmSync(plan.file, { force: true });
    throw error;
  }
  await reporter.step(`Apply ${stack.name}`, (progress) => applyPlan(terraform, plan, { signal, onEvent: showOn(progress) }));
  return plan.changes.length;
}

/** Shows which resources Terraform works on. */
export function showOn(progress: Progress): (event: UiEvent) => void {
  const running = new Set<string>();
  return ({ type, hook }) => {
    const address = hook?.resource?.addr;
    if (!address || !/^apply_(start|complete|errored)$/.test(type)) {
      return;
    }
    if (type === 'apply_start') {
      running.add(address);
    } else {
      running.delete(address);
    }
    progress.update(running.size > 0 ? [...running].join(', ') : 'finishing');
  };
}
