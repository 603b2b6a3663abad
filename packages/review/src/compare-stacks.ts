import type { Json, JsonObject, PlanJson, ResourceChange } from './plan-json';
import { compareResource, type Verdict } from './compare-resource';
import { type Reference, referencesIn, renamed, resolved } from './references';
import { type ReviewedChange } from './reviewed-change';
import { reviewOf } from './review';
import { movesOf, objectOf, resourcesOf, type StackJson, type StackResource } from './stack-json';

/** What would happen to a stack that was made from one program when it is brought to another. */
export interface ChangedStack {
  readonly changes: readonly ReviewedChange[];
  /** Why Terraform would refuse to do it; none if it would not. */
  readonly failures: readonly string[];
}

/** A resource before and after; one of the two may be missing. */
interface Pair {
  readonly address: string;
  readonly previousAddress: string | undefined;
  readonly before: StackResource | undefined;
  readonly after: StackResource | undefined;
}

/**
 * Compares two programs' Terraform JSON of one stack, without Terraform, a host or a state: assumes that what `base` describes exists as it says.
 * Replacements spread as they do in a real plan: to what refers to a computed attribute of what is made anew, and to what is `replace_triggered_by` it.
 */
export function compareStacks(base: StackJson, head: StackJson): ChangedStack {
  const pairs = pairsOf(base, head);
  const verdicts = new Map<string, Verdict>();
  const isNew = (address: string): boolean => verdicts.get(address)?.isNew ?? false;
  for (let settled = false; !settled;) {
    settled = true;
    for (const pair of pairs) {
      const verdict = judge(pair, head, isNew, verdicts);
      settled &&= JSON.stringify(verdict) === JSON.stringify(verdicts.get(pair.address));
      verdicts.set(pair.address, verdict);
    }
  }
  const plan: PlanJson = { resource_changes: pairs.map((pair) => changeOf(pair, verdicts.get(pair.address))) };
  const failures = pairs.flatMap((pair) => refusal(pair, verdicts.get(pair.address)) ?? []);
  return { changes: reviewOf(plan), failures };
}

function pairsOf(base: StackJson, head: StackJson): Pair[] {
  const before = resourcesOf(base);
  const after = resourcesOf(head);
  const moves = movesOf(head, new Set(before.keys()));
  const origins = new Map([...moves].map(([from, to]) => [to, from]));
  const known = (stack: StackJson, resource: StackResource | undefined): StackResource | undefined =>
    resource && { ...resource, config: resolved(stack, resource.config) };
  const kept = [...after.values()].map((resource): Pair => {
    const { address } = resource;
    const previousAddress = origins.get(address);
    const prior = known(base, before.get(previousAddress ?? address));
    const config = prior && (renamed(prior.config, moves) as JsonObject);
    return { address, previousAddress, before: prior && { ...prior, config: config ?? {} }, after: known(head, resource) };
  });
  const gone = [...before.values()].filter(({ address }) => !after.has(moves.get(address) ?? address));
  return [
    ...kept,
    ...gone.map((prior): Pair => ({ address: prior.address, previousAddress: undefined, before: known(base, prior), after: undefined })),
  ];
}

function judge(
  { before, after }: Pair,
  head: StackJson,
  isNew: (address: string) => boolean,
  verdicts: ReadonlyMap<string, Verdict>,
): Verdict {
  if (before === undefined || after === undefined) {
    return { isNew: after !== undefined, actions: [after === undefined ? 'delete' : 'create'] };
  }
  const isUnknown = ({ address, attribute }: Reference): boolean =>
    isNew(address) && objectOf(configOf(head, address))[attribute] === undefined;
  const triggers = [after.lifecycle['replace_triggered_by'] ?? []].flat() as readonly Json[];
  const isTriggered = triggers.some((trigger) => isTrigger(String(trigger), isUnknown, verdicts));
  return compareResource(before, after, isUnknown, isTriggered);
}

function configOf(stack: StackJson, address: string): JsonObject | undefined {
  const [type = '', name = ''] = address.split('.');
  return stack.resource?.[type]?.[name];
}

/** A resource as such triggers when it changes in any way, one of its attributes when that may. */
function isTrigger(trigger: string, isUnknown: (reference: Reference) => boolean, verdicts: ReadonlyMap<string, Verdict>): boolean {
  return referencesIn(`\${${trigger.replace(/^\$\{|\}$/g, '')}}`).some((reference) => {
    const verdict = verdicts.get(reference.address);
    return reference.attribute === ''
      ? verdict?.actions.some((action) => action === 'update' || action === 'delete')
      : isUnknown(reference) || verdict?.changed?.includes(reference.attribute);
  });
}

function changeOf({ address, previousAddress, before, after }: Pair, verdict: Verdict | undefined): ResourceChange {
  const type = (after ?? before)?.type ?? '';
  return {
    address,
    ...(previousAddress !== undefined && { previous_address: previousAddress }),
    type,
    mode: 'managed',
    ...(verdict?.reason !== undefined && { action_reason: verdict.reason }),
    change: {
      actions: verdict?.actions ?? ['no-op'],
      before: before?.config ?? null,
      after: after?.config ?? null,
      ...verdict?.change,
    },
  };
}

function refusal({ address, before, after }: Pair, verdict: Verdict | undefined): string | undefined {
  if (verdict?.actions.includes('delete') !== true) {
    return undefined;
  }
  if (after?.lifecycle['prevent_destroy'] === true) {
    return `${address} must be replaced, and its 'prevent_destroy' forbids it`;
  }
  const causes = verdict.change?.replace_paths?.map(([name]) => name);
  if (before?.type === 'libvirt_volume' && causes?.length === 1 && causes[0] === 'capacity') {
    return `${address} would shrink, which a volume cannot`;
  }
  return before?.type === 'libvirt_volume' && before.config['retain'] === true
    ? `${address} is retained: a plan that removes or replaces it fails`
    : undefined;
}
