/** A resource as Terraform's JSON has it. */
export type ResourceJson = Record<string, unknown>;

/** A stack as Terraform's JSON has it, as far as labcloud reads and changes it. */
export interface StackJson {
  terraform?: { required_providers?: Record<string, Record<string, unknown>> };
  resource?: Record<string, Record<string, ResourceJson>>;
}

/** The resources of a type by logical id; none is an empty object. */
export function resourcesOf(json: StackJson, type: string): Record<string, ResourceJson> {
  return json.resource?.[type] ?? {};
}

/** The construct path of a resource; undefined where synth wrote none. */
export function pathOf(resource: ResourceJson): string | undefined {
  return (resource['//'] as { metadata?: { path?: string } } | undefined)?.metadata?.path;
}
