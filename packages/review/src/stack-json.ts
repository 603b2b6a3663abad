import type { Json, JsonObject } from './plan-json';

/** A stack as Terraform's JSON syntax has it, as far as comparing needs it. */
export interface StackJson {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  readonly provider?: Readonly<Record<string, readonly JsonObject[] | JsonObject>>;
  readonly variable?: Readonly<Record<string, JsonObject>>;
  readonly moved?: readonly { readonly from: string; readonly to: string }[];
}

/** A resource of a stack. */
export interface StackResource {
  readonly address: string;
  readonly type: string;
  /** What the provider sees, references and all. */
  readonly config: JsonObject;
  readonly lifecycle: JsonObject;
  /** What its provider is configured with, without the alias. */
  readonly provider: string;
}

/** What Terraform itself reads in a resource; the rest is the provider's. */
export const META_ARGUMENTS: ReadonlySet<string> = new Set([
  '//',
  'depends_on',
  'count',
  'for_each',
  'provider',
  'lifecycle',
  'provisioner',
  'connection',
]);

/** The resources of a stack by address. */
export function resourcesOf(stack: StackJson): Map<string, StackResource> {
  const found = new Map<string, StackResource>();
  for (const [type, instances] of Object.entries(stack.resource ?? {})) {
    for (const [name, all] of Object.entries(instances)) {
      const address = `${type}.${name}`;
      const config = Object.fromEntries(Object.entries(all).filter(([key]) => !META_ARGUMENTS.has(key)));
      found.set(address, {
        address,
        type,
        config,
        lifecycle: objectOf(all['lifecycle']),
        provider: providerOf(stack, type, all['provider']),
      });
    }
  }
  return found;
}

function providerOf(stack: StackJson, type: string, reference: Json | undefined): string {
  const [name = '', alias] = (typeof reference === 'string' ? reference : (type.split('_')[0] ?? '')).split('.');
  const blocks = [stack.provider?.[name] ?? []].flat() as readonly JsonObject[];
  const block = blocks.find((candidate) => candidate['alias'] === alias);
  return JSON.stringify({ ...block, alias: undefined });
}

/** The addresses that a stack's moved blocks give to what stood at others, by the old one. */
export function movesOf({ moved = [] }: StackJson, existing: ReadonlySet<string>): Map<string, string> {
  const next = new Map(moved.map(({ from, to }) => [from, to]));
  const moves = new Map<string, string>();
  for (const address of existing) {
    const seen = new Set<string>();
    let to: string | undefined = address;
    for (let step = next.get(to); step !== undefined && !seen.has(step); step = next.get(step)) {
      seen.add(step);
      to = step;
    }
    if (to !== address && !existing.has(to)) {
      moves.set(address, to);
    }
  }
  return moves;
}

/** A value as an object; anything else counts as an empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
