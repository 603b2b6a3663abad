import { type Json, type JsonObject, type PlanJson, reviewOf } from '@labcloud/review';
import type { IConstruct } from 'constructs';
import { type CloudChange, toCloudChanges } from '../change/changes';

/** What Terraform would do to a resource. */
export type PlanAction = 'create' | 'update' | 'replace' | 'delete' | 'move' | 'forget' | 'no-op';

/** One resource of a plan. */
export interface PlannedResource {
  readonly address: string;
  /** The path of its construct; the address where there is none. */
  readonly path: string;
  readonly type: string;
  readonly action: PlanAction;
  /** What exists, as far as the plan assumes that something does. */
  readonly before: JsonObject | null;
  /** What it is to become, without what is known only after apply. */
  readonly after: JsonObject | null;
  /** True where a value is known only after apply. */
  readonly unknown: Json;
}

/** A plan that Terraform made of a stack. It may hold secrets. */
export class CloudPlan {
  readonly resources: readonly PlannedResource[];
  /** What the plan does to what exists, the most alarming first. */
  readonly changes: readonly CloudChange[];

  constructor(
    /** As `terraform show -json` prints it. */
    readonly json: PlanJson,
    paths: ReadonlyMap<string, string>,
  ) {
    this.resources = (json.resource_changes ?? [])
      .filter(({ mode }) => mode === 'managed')
      .map((resource) => ({
        address: resource.address,
        path: paths.get(resource.address) ?? resource.address,
        type: resource.type,
        action: actionOf(resource.change.actions, resource.previous_address),
        before: resource.change.before,
        after: resource.change.after,
        unknown: resource.change.after_unknown ?? {},
      }));
    this.changes = toCloudChanges(reviewOf(json), paths);
  }

  /** The resources that something is done to, or those that this is done to. */
  with(action: PlanAction): PlannedResource[] {
    return this.resources.filter((resource) => resource.action === action);
  }

  /**
   * The resource of a construct, or the one at a path or an address.
   * @throws Error if the plan has none
   */
  resourceOf(construct: IConstruct | string): PlannedResource {
    const path = typeof construct === 'string' ? construct : construct.node.path;
    const found = this.resources.find((resource) => resource.path === path || resource.address === path);
    if (found === undefined) {
      throw new Error(
        [
          `the plan has no resource of ${path}; it has:`,
          ...this.resources.map((resource) => `  ${resource.path} (${resource.address})`),
        ].join('\n'),
      );
    }
    return found;
  }

  /** Whether nothing is done at all. */
  get isEmpty(): boolean {
    return this.resources.every(({ action }) => action === 'no-op');
  }
}

function actionOf(actions: readonly string[], previous: string | undefined): PlanAction {
  if (actions.includes('delete') && actions.includes('create')) {
    return 'replace';
  }
  const [action = 'no-op'] = actions;
  return action === 'no-op' && previous !== undefined ? 'move' : (action as PlanAction);
}
