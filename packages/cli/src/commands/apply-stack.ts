import { type ReviewedChange, reviewOf, reviewReport } from '@labcloud/review';
import { rmSync } from 'node:fs';
import { UserError } from '../errors';
import { failedJobs, lastWords } from '../lab/container-jobs';
import type { ManifestStack } from '../project/manifest';
import { laySecretsDown } from '../project/secrets';
import { disksOfOtherImages } from '../terraform/other-image';
import { applyPlan, dataLosses, planStack, readPlan } from '../terraform/stack-plan';
import { type PlannedChange, type UiEvent, describeDiagnostic, hiddenChanges, isEffectWarning } from '../terraform/ui-event';
import type { Progress } from '../ui/progress';
import { requireConsent } from './consent';
import type { CommandContext } from './context';

/** What disturbs nothing that exists. */
const HARMLESS: ReadonlySet<PlannedChange['action']> = new Set(['create', 'read', 'noop', 'move']);

/**
 * Brings one stack to what the app says; asks first when a machine, disk or pool would be lost.
 *
 * @param only the addresses of what is to be brought there, with what that depends on; by default everything
 * @param rolling brings a part of what will change there a little at a time, once it is agreed to; says whether there was such a part
 * @returns how many resources changed
 */
export async function applyStack(
  context: CommandContext,
  stack: ManifestStack,
  yes: boolean,
  only: readonly string[] = [],
  rolling?: (changes: readonly ReviewedChange[]) => Promise<boolean>,
): Promise<number> {
  const { reporter, signal } = context;
  const terraform = context.terraform(stack);
  const plan = await reporter.step(`Plan ${stack.name}`, async () => {
    await terraform.init({ signal });
    // Terraform would find them as they are, and have nothing to do but to complain.
    const again = only.length === 0 ? await failedJobs(stack) : [];
    const args = [...only.map((address) => `-target=${address}`), ...again.map(({ job }) => `-replace=${job.address}`)];
    return planStack(terraform, args, { signal });
  });
  // That not all is planned is what was asked for.
  plan.warnings
    .filter((warning) => !isEffectWarning(warning) && (only.length === 0 || !/targeting/i.test(warning.summary)))
    .forEach((warning) => reporter.note(describeDiagnostic(warning)));
  if (!plan.hasChanges) {
    rmSync(plan.file, { force: true });
    return 0;
  }
  let changes: readonly ReviewedChange[] = [];
  let rebuilt: ReadonlySet<string> = new Set();
  try {
    if (plan.changes.some(({ action }) => !HARMLESS.has(action))) {
      const json = await readPlan(terraform, plan);
      rebuilt = disksOfOtherImages(json, new Set(stack.machines.flatMap(({ expendableDisk }) => expendableDisk ?? [])));
      changes = reviewOf(json, hiddenChanges(plan.warnings));
      reporter.note(`What this does to ${stack.name}:\n${reviewReport(changes.filter(({ kind }) => kind !== 'create'))}`);
    }
    await requireConsent(
      dataLosses(plan, changes, rebuilt).map(({ resource, action }) => `${resource.addr} (${action})`),
      yes,
    );
  } catch (error) {
    rmSync(plan.file, { force: true });
    throw error;
  }
  if (await rolling?.(changes)) {
    rmSync(plan.file, { force: true });
    return plan.changes.length + (await applyStack(context, stack, true));
  }
  laySecretsDown(context.project, stack);
  await reporter.step(`Apply ${stack.name}`, async (progress) => {
    try {
      await applyPlan(terraform, plan, { signal, onEvent: showOn(progress, steps(plan.changes)) });
    } catch (error) {
      throw error instanceof UserError ? await withJobLogs(error, stack, signal) : error;
    }
  });
  return plan.changes.length;
}

/** How many steps a plan takes: a replacement is two. */
export function steps(changes: readonly PlannedChange[]): number {
  return changes.reduce((sum, { action }) => sum + (action === 'replace' ? 2 : Number(action !== 'noop' && action !== 'move')), 0);
}

/** Shows what Terraform has done so far, out of how many resources. */
export function showOn(progress: Progress, total: number): (event: UiEvent) => void {
  let done = 0;
  return ({ type, hook }) => {
    const address = hook?.resource?.addr;
    if (address && type === 'apply_complete') {
      done += 1;
      progress.update(`${done} of ${total}: ${address} ${DONE[hook.action ?? ''] ?? ''}`.trimEnd());
    }
  };
}

const DONE: Readonly<Record<string, string>> = { create: 'created', update: 'changed', delete: 'removed' };

/** What Terraform said, and what those jobs have written that ended badly. */
async function withJobLogs(error: UserError, stack: ManifestStack, signal: AbortSignal): Promise<UserError> {
  const failed = await failedJobs(stack);
  const logs = await Promise.all(
    failed.map(async ({ job, exitStatus }) => {
      return `${job.name} ended with exit status ${exitStatus}. Its last words:\n${await lastWords(stack, job, signal)}`;
    }),
  );
  return logs.length === 0 ? error : new UserError([error.message, ...logs].join('\n\n'));
}
