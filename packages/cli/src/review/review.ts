import { describeChange, isMarked, jsonAt } from './attribute-change';
import { libvirtEffects } from './libvirt-effects';
import type { Json, PlanJson, ResourceChange } from './plan-json';
import { REVIEW_KINDS, type ReviewedChange, type ReviewKind, worse } from './reviewed-change';

/** Types that hold a person's data: making them anew loses it. */
const HOLDS_DATA = new Set(['libvirt_volume', 'docker_volume']);

/** Why Terraform replaces something that could also be changed. */
const REPLACE_REASONS: Readonly<Record<string, string>> = {
  replace_by_triggers: 'something that it is made from is replaced',
  replace_because_tainted: 'its creation failed half-way',
  replace_by_request: 'it was asked for',
};

/**
 * What a plan does, resource by resource, the most alarming first: the provider's own tables say it for libvirt, Terraform's actions for the rest.
 * Pure: needs neither a host nor Terraform.
 */
export function reviewOf(plan: PlanJson): ReviewedChange[] {
  return (plan.resource_changes ?? [])
    .filter(({ mode }) => mode === 'managed')
    .flatMap((change) => reviewed(change) ?? [])
    .sort((a, b) => REVIEW_KINDS.indexOf(a.kind) - REVIEW_KINDS.indexOf(b.kind));
}

function reviewed(change: ResourceChange): ReviewedChange | undefined {
  const found = judge(change);
  return found && { address: change.address, what: nameOf(change), ...found };
}

type Judgement = Pick<ReviewedChange, 'kind' | 'reasons'>;

function judge(change: ResourceChange): Judgement | undefined {
  const actions = new Set(change.change.actions);
  if (actions.has('delete') && actions.has('create')) {
    return replaced(change);
  }
  if (actions.has('delete')) {
    return removed(change);
  }
  if (actions.has('create')) {
    return { kind: 'create', reasons: [] };
  }
  if (actions.has('update')) {
    return updated(change);
  }
  if (actions.has('forget')) {
    return { kind: 'unknown', reasons: ['Terraform forgets it; it stays on the host'] };
  }
  return change.previous_address === undefined || change.previous_address === change.address
    ? undefined
    : { kind: 'move', reasons: [`was ${change.previous_address}`] };
}

function replaced(change: ResourceChange): Judgement {
  const effects = libvirtEffects(change);
  const why = REPLACE_REASONS[change.action_reason ?? ''];
  const tainted = change.action_reason === 'replace_because_tainted';
  const atLeast: ReviewKind = HOLDS_DATA.has(change.type) && !tainted ? 'data-loss' : 'rebuild';
  const reasons = [...(why === undefined ? [] : [why]), ...(effects?.reasons ?? attributes(change))];
  return { kind: worse(effects?.kind ?? atLeast, atLeast), reasons };
}

function removed({ type, change }: ResourceChange): Judgement {
  if (HOLDS_DATA.has(type)) {
    return { kind: 'data-loss', reasons: ['everything on it is lost'] };
  }
  return type === 'libvirt_pool' && jsonAt(change.before ?? {}, ['destroy', 'delete']) === true
    ? { kind: 'data-loss', reasons: ['the directory of the pool is deleted'] }
    : { kind: 'remove', reasons: [] };
}

function updated(change: ResourceChange): Judgement {
  const effects = libvirtEffects(change);
  if (effects !== undefined) {
    return effects;
  }
  return { kind: change.type.startsWith('docker_') ? 'live' : 'unknown', reasons: attributes(change) };
}

/** The attributes at the top of a resource that differ. */
function attributes({ change }: ResourceChange): string[] {
  const { before, after, after_unknown, before_sensitive, after_sensitive } = change;
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names
    .filter((name) => jsonAt(after_unknown, [name]) !== true && !isEqual(before?.[name], after?.[name]))
    .map((name) => {
      const secret = isMarked(before_sensitive, [name]) || isMarked(after_sensitive, [name]);
      return describeChange([name], JSON.stringify(before?.[name] ?? null), JSON.stringify(after?.[name] ?? null), secret);
    });
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function nameOf({ type, address, change }: ResourceChange): string {
  const name = (change.after ?? change.before)?.['name'];
  return `${type} ${typeof name === 'string' ? name : address}`;
}
