/** A JSON value as Terraform prints it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** An object of JSON values. */
export type JsonObject = Readonly<Record<string, Json>>;

/** What Terraform can do to a resource; replacing is `delete` and `create` in either order. */
export type PlannedAction = 'no-op' | 'create' | 'read' | 'update' | 'delete' | 'forget';

/** One resource of a plan, as far as labcloud reads it. */
export interface ResourceChange {
  readonly address: string;
  readonly previous_address?: string;
  readonly type: string;
  readonly mode: 'managed' | 'data';
  /** Why Terraform chose the action, e.g. `replace_by_triggers`. */
  readonly action_reason?: string;
  readonly change: {
    readonly actions: readonly PlannedAction[];
    readonly before: JsonObject | null;
    readonly after: JsonObject | null;
    /** True where the value will be known after apply. */
    readonly after_unknown?: Json;
    /** True where the value is a secret. */
    readonly before_sensitive?: Json;
    readonly after_sensitive?: Json;
    /** The attributes for which the resource is replaced. */
    readonly replace_paths?: readonly (readonly (string | number)[])[];
    readonly importing?: unknown;
  };
}

/**
 * A plan as `terraform show -json` prints it, as far as labcloud reads it. It holds secrets in clear: it must not be written anywhere.
 *
 * @see https://developer.hashicorp.com/terraform/internals/json-format
 */
export interface PlanJson {
  readonly resource_changes?: readonly ResourceChange[];
  /** What has changed since the state was written. */
  readonly resource_drift?: readonly ResourceChange[];
}

/** Reasons that Terraform does not know: why a comparison of two programs cannot tell what Terraform would plan. */
export const UNPLANNED = { provider: 'other_provider_configuration', type: 'type_without_rules' } as const;
