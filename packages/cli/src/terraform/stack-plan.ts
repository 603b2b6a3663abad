import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors';
import type { PlanJson, ReviewedChange } from '@labcloud/review';
import type { RunOptions, Terraform, TerraformResult } from './terraform';
import { type PlannedChange, type TerraformDiagnostic, type UiEvent, describeDiagnostic } from './ui-event';

/** How long to wait for another Terraform that holds the state. */
const LOCK_TIMEOUT = '-lock-timeout=120s';

/** A plan that has been made and can be applied. */
export interface StackPlan {
  readonly file: string;
  readonly hasChanges: boolean;
  readonly changes: readonly PlannedChange[];
  readonly warnings: readonly TerraformDiagnostic[];
  /** Why it cannot be applied; none unless they were asked for. */
  readonly errors: readonly TerraformDiagnostic[];
}

export interface PlanOptions extends RunOptions {
  /** Returns a plan that Terraform calls impossible, with its errors, instead of throwing them. @default false */
  readonly withErrors?: boolean;
}

const KEEPS_DATA = new Set(['libvirt_domain', 'libvirt_volume', 'libvirt_pool', 'docker_volume']);

/**
 * The planned changes that remove a person's data and that neither the code nor a failed creation asks for.
 *
 * @param review what the changes do: it tells the images that go from the disks that are lost
 * @param rebuilt the addresses of disks that the code makes anew
 */
export function dataLosses(plan: StackPlan, review: readonly ReviewedChange[], rebuilt: ReadonlySet<string> = new Set()): PlannedChange[] {
  const removed = new Set(review.filter(({ kind }) => kind === 'remove').map(({ address }) => address));
  return plan.changes.filter(
    ({ resource, action, reason }) =>
      KEEPS_DATA.has(resource.resource_type) &&
      (action === 'delete' || action === 'replace') &&
      reason !== 'replace_triggered_by' &&
      reason !== 'tainted' &&
      !(resource.resource_type === 'libvirt_volume' && removed.has(resource.addr)) &&
      !(action === 'replace' && rebuilt.has(resource.addr)),
  );
}

/**
 * Plans one stack into a file in its folder (mode 0600; removed by `applyPlan`).
 *
 * @throws UserError with Terraform's diagnostics
 */
export async function planStack(terraform: Terraform, args: readonly string[] = [], options: PlanOptions = {}): Promise<StackPlan> {
  const file = join(terraform.directory, 'labcloud.tfplan');
  const { diagnostics, collect } = diagnosticsCollector();
  const changes: PlannedChange[] = [];
  const onEvent = (event: UiEvent): void => {
    collect(event);
    if (event.type === 'planned_change' && event.change) {
      changes.push(event.change);
    }
  };
  const { status, stdout, stderr } = await terraform.run(
    ['plan', '-json', '-input=false', '-detailed-exitcode', LOCK_TIMEOUT, `-out=${file}`, ...args],
    { ...options, onEvent, umask: 0o077 },
  );
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (status !== 0 && status !== 2 && !(options.withErrors && errors.length > 0)) {
    rmSync(file, { force: true });
    throw failure('plan', terraform, diagnostics, { stdout, stderr });
  }
  return { file, hasChanges: status === 2, changes, warnings: diagnostics.filter(({ severity }) => severity === 'warning'), errors };
}

/** A plan in Terraform's JSON; empty if Terraform made none for its errors. It holds secrets in clear. */
export async function readPlan(terraform: Terraform, { file, errors }: StackPlan): Promise<PlanJson> {
  if (errors.length > 0 && !existsSync(file)) {
    return {};
  }
  const { status, stdout, stderr } = await terraform.run(['show', '-json', file]);
  if (status !== 0) {
    throw new UserError(`terraform show failed in ${terraform.directory}:\n${stderr.trim()}`);
  }
  return JSON.parse(stdout) as PlanJson;
}

/** Terraform's own words for a plan, coloured where the caller wants it. */
export async function showPlan(terraform: Terraform, plan: StackPlan, color: boolean): Promise<string> {
  const { stdout } = await terraform.run(['show', ...(color ? [] : ['-no-color']), plan.file]);
  return stdout.trim();
}

/**
 * Applies a plan and removes its file.
 *
 * @throws UserError with Terraform's diagnostics
 */
export async function applyPlan(terraform: Terraform, plan: StackPlan, options: RunOptions = {}): Promise<void> {
  const { diagnostics, collect } = diagnosticsCollector();
  const onEvent = (event: UiEvent): void => {
    collect(event);
    options.onEvent?.(event);
  };
  try {
    const { status, stdout, stderr } = await terraform.run(['apply', '-json', '-input=false', LOCK_TIMEOUT, plan.file], {
      ...options,
      onEvent,
    });
    if (status !== 0) {
      throw failure('apply', terraform, diagnostics, { stdout, stderr });
    }
  } finally {
    rmSync(plan.file, { force: true });
  }
}

function diagnosticsCollector(): { diagnostics: TerraformDiagnostic[]; collect: (event: UiEvent) => void } {
  const diagnostics: TerraformDiagnostic[] = [];
  return { diagnostics, collect: ({ diagnostic }) => diagnostic && diagnostics.push(diagnostic) };
}

/** In Terraform's words; what is on stderr is of a provider that broke down, or of a Terraform that did not get so far as to diagnose. */
function failure(
  verb: string,
  terraform: Terraform,
  diagnostics: readonly TerraformDiagnostic[],
  { stdout, stderr }: Pick<TerraformResult, 'stdout' | 'stderr'>,
): UserError {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').map(describeDiagnostic);
  const words = [...(errors.length > 0 ? errors : [stdout.trim()]), stderr.trim()].filter(Boolean);
  return new UserError([`terraform ${verb} failed in ${terraform.directory}`, ...words].join('\n'));
}
