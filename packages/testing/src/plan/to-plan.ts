import type { PlanJson } from '@labcloud/review';
import { TerraformStack } from 'cdktf';
import { pathsOf } from '../change/changes';
import { KitError } from '../kit-error';
import { describeValue } from '../match/describe';
import type { StackJson } from '../template/stack-json';
import { Template } from '../template/template';
import { assumedState, type ProviderSchemas } from './assumed-state';
import { CloudPlan } from './cloud-plan';
import { errorsIn } from './diagnostics';
import { PlanFolder } from './plan-folder';

/** A stack that Terraform cannot plan. */
export class PlanError extends KitError {
  override readonly name = 'PlanError';
}

/** What a plan works with. */
export interface PlanOptions {
  /**
   * What exists already: another version of the same stack.
   * @default - nothing
   */
  readonly from?: TerraformStack | Template;
  /**
   * The values of variables that have no default. Secrets get one of their own.
   * @default {}
   */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * What Terraform itself plans for a stack: with the real providers, in a temporary folder, without a host, a state, an image or a secret. It takes
 * seconds; give the test time for it.
 *
 * @example
 * const plan = await toPlan(stack);
 * expect(plan.resourceOf('lab/Host/Web').action).toBe('create');
 * @throws PlanError with Terraform's own message and the construct; SynthesisError if the app is not valid
 */
export async function toPlan(stack: TerraformStack | Template, options: PlanOptions = {}): Promise<CloudPlan> {
  const head = jsonOf(stack, 'toPlan(stack)');
  const base = options.from && jsonOf(options.from, 'toPlan(stack, { from })');
  const state = base && (await withFolder(base, options, async (folder) => existing(folder, base)));
  return withFolder(head, options, async (folder) => {
    if (state) {
      folder.assume(state);
    }
    return new CloudPlan(await planned(folder, head), new Map([...pathsOf(base ?? {}), ...pathsOf(head)]));
  });
}

function jsonOf(value: unknown, call: string): StackJson {
  if (value instanceof Template) {
    return value.toJSON();
  }
  if (!TerraformStack.isStack(value)) {
    throw new TypeError(`${call} takes a stack or a template, got ${describeValue(value)}`);
  }
  return Template.fromStack(value).toJSON();
}

async function withFolder<T>(stack: StackJson, { variables = {} }: PlanOptions, work: (folder: PlanFolder) => Promise<T>): Promise<T> {
  const folder = new PlanFolder(stack, variables);
  try {
    const { status, stdout, stderr } = await folder.run('init', '-no-color', '-input=false');
    if (status !== 0) {
      throw new PlanError(`terraform init failed:\n${(stderr || stdout).trim()}`);
    }
    return await work(folder);
  } finally {
    folder.remove();
  }
}

/** The state of a stack that has been applied: its plan's, and once more what providers work out from that. */
async function existing(folder: PlanFolder, base: StackJson): Promise<object> {
  const made = await planned(folder, base);
  const known = await read<ProviderSchemas>(folder, 'providers', 'schema', '-json');
  folder.assume(assumedState(base, made, known));
  return assumedState(base, await planned(folder, base), known);
}

async function planned(folder: PlanFolder, stack: StackJson): Promise<PlanJson> {
  // Refreshing would ask the hosts.
  const plan = await folder.run('plan', '-json', '-input=false', '-refresh=false', '-lock=false', '-out=plan');
  if (plan.status !== 0) {
    throw new PlanError(`Terraform cannot plan this:\n${errorsIn(plan.stdout + plan.stderr, stack)}`);
  }
  return read<PlanJson>(folder, 'show', '-json', 'plan');
}

async function read<T>(folder: PlanFolder, ...args: string[]): Promise<T> {
  const { status, stdout, stderr } = await folder.run(...args);
  if (status !== 0) {
    throw new PlanError(`terraform ${args.join(' ')} failed:\n${stderr.trim()}`);
  }
  return JSON.parse(stdout) as T;
}
