import { describeChange, isMarked, jsonAt } from './attribute-change';
import { libvirtEffects } from './libvirt-effects';
import { type Json, type PlanJson, type PlannedAction, type ResourceChange, UNPLANNED } from './plan-json';
import { type ChangeDetail, REVIEW_KINDS, type ReviewedChange, type ReviewKind, sentenceOf, worse } from './reviewed-change';
import { unwrittenImages } from './unwritten-images';

/** Types that hold a person's data: making them anew loses it. */
const HOLDS_DATA = new Set(['libvirt_volume', 'docker_volume']);

/** Why Terraform replaces something that could also be changed. */
const REPLACE_REASONS: Readonly<Record<string, string>> = {
  replace_by_triggers: 'something that it is made from is replaced',
  replace_because_tainted: 'its creation failed half-way',
  replace_by_request: 'it was asked for',
};

/** What a plan puts right although its attributes do not show it: something runs otherwise than it is defined. */
export interface HiddenChange {
  /** The address in Terraform. */
  readonly address: string;
  readonly kind: ReviewKind;
  /** What changes, and what that does. */
  readonly reason: string;
}

/**
 * What a plan does, resource by resource, the most alarming first: the provider's own tables say it for libvirt, Terraform's actions for the rest.
 * Pure: needs neither a host nor Terraform.
 *
 * @param hidden what the provider has said besides
 */
export function reviewOf(plan: PlanJson, hidden: readonly HiddenChange[] = []): ReviewedChange[] {
  const managed = (plan.resource_changes ?? []).filter(({ mode }) => mode === 'managed');
  const readdressed = readdressedIn(managed);
  const images = unwrittenImages(managed);
  const judged = managed.flatMap((change) =>
    readdressed.has(change) ? (readdressed.get(change) ?? []) : (reviewed(change, images.has(change.address)) ?? []),
  );
  return judged.map((change) => withHidden(change, hidden)).sort((a, b) => REVIEW_KINDS.indexOf(a.kind) - REVIEW_KINDS.indexOf(b.kind));
}

/** What is removed at one address and created at another under the same name: a renamed construct. Judged once, at the new address. */
function readdressedIn(changes: readonly ResourceChange[]): Map<ResourceChange, ReviewedChange | undefined> {
  const only = (change: ResourceChange, action: PlannedAction): boolean => change.change.actions.every((found) => found === action);
  const created = new Map(changes.filter((change) => only(change, 'create')).map((change) => [identityOf(change), change]));
  const found = new Map<ResourceChange, ReviewedChange | undefined>();
  for (const change of changes.filter((candidate) => only(candidate, 'delete'))) {
    const successor = created.get(identityOf(change));
    if (successor !== undefined && identityOf(change) !== undefined) {
      const kind = HOLDS_DATA.has(change.type) ? 'data-loss' : 'rebuild';
      const reason = `its address in Terraform was ${change.address}, so that it is destroyed and created anew: move it there`;
      const details = [{ kind, reason }] as const;
      found.set(change, undefined);
      found.set(successor, { kind, address: successor.address, what: nameOf(successor), details, reasons: details.map(sentenceOf) });
    }
  }
  return found;
}

function identityOf({ type, change }: ResourceChange): string | undefined {
  const { name, pool = null } = change.after ?? change.before ?? {};
  return typeof name === 'string' ? JSON.stringify([type, name, pool]) : undefined;
}

function reviewed(change: ResourceChange, isUnwrittenImage: boolean): ReviewedChange | undefined {
  const found = judge(change, isUnwrittenImage);
  return found && { address: change.address, what: nameOf(change), ...found, reasons: found.details.map(sentenceOf) };
}

function withHidden(change: ReviewedChange, hidden: readonly HiddenChange[]): ReviewedChange {
  const own = hidden.filter(({ address }) => address === change.address).map(({ kind, reason }) => ({ kind, reason }));
  const details = [...change.details, ...own];
  return { ...change, kind: own.map(({ kind }) => kind).reduce(worse, change.kind), details, reasons: details.map(sentenceOf) };
}

type Judgement = Pick<ReviewedChange, 'kind' | 'details'>;

function because(kind: ReviewKind, reason?: string): Judgement {
  return { kind, details: reason === undefined ? [] : [{ kind, reason }] };
}

function judge(change: ResourceChange, isUnwrittenImage: boolean): Judgement | undefined {
  const actions = new Set(change.change.actions);
  if (actions.has('delete') && actions.has('create')) {
    return replaced(change);
  }
  if (actions.has('delete')) {
    return isUnwrittenImage ? because('remove', 'no guest could write to this image, which can be had again') : removed(change);
  }
  if (actions.has('create')) {
    return because('create');
  }
  if (actions.has('update')) {
    return updated(change);
  }
  if (actions.has('forget')) {
    return because('unknown', 'Terraform forgets it; it stays on the host');
  }
  return change.previous_address === undefined || change.previous_address === change.address
    ? undefined
    : because('move', `was ${change.previous_address}`);
}

function replaced(change: ResourceChange): Judgement {
  const effects = libvirtEffects(change);
  const why = REPLACE_REASONS[change.action_reason ?? ''];
  const tainted = change.action_reason === 'replace_because_tainted';
  const atLeast: ReviewKind = HOLDS_DATA.has(change.type) && !tainted ? 'data-loss' : 'rebuild';
  const details = effects?.details ?? attributes(change, atLeast);
  return {
    kind: worse(effects?.kind ?? atLeast, atLeast),
    details: why === undefined ? details : [{ kind: atLeast, reason: why }, ...details],
  };
}

function removed({ type, change }: ResourceChange): Judgement {
  if (HOLDS_DATA.has(type)) {
    return because('data-loss', 'everything on it is lost');
  }
  return type === 'libvirt_pool' && jsonAt(change.before ?? {}, ['destroy', 'delete']) === true
    ? because('data-loss', 'the directory of the pool is deleted')
    : because('remove');
}

function updated(change: ResourceChange): Judgement {
  if (change.action_reason === UNPLANNED.provider) {
    return because('unknown', 'the configuration of its provider changes, so it is looked for elsewhere');
  }
  if (change.action_reason === UNPLANNED.type) {
    return { kind: 'unknown', details: attributes(change, 'unknown') };
  }
  const effects = libvirtEffects(change);
  if (effects !== undefined) {
    return effects;
  }
  const kind = change.type.startsWith('docker_') ? 'live' : 'unknown';
  return { kind, details: attributes(change, kind) };
}

/** The attributes at the top of a resource that differ; those of which nothing is known only where they are why it is replaced. */
function attributes({ change }: ResourceChange, kind: ReviewKind): ChangeDetail[] {
  const { before, after, after_unknown, before_sensitive, after_sensitive, replace_paths } = change;
  const causes = replace_paths && new Set(replace_paths.map(([name]) => name));
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const isUnknown = (name: string): boolean => isMarked(after_unknown, [name]);
  return names
    .filter((name) => (isUnknown(name) ? causes?.has(name) : !isEqual(before?.[name], after?.[name])))
    .map((name) => {
      const secret = isMarked(before_sensitive, [name]) || isMarked(after_sensitive, [name]);
      const will = isUnknown(name) ? '(known after apply)' : JSON.stringify(after?.[name] ?? null);
      const attribute = describeChange(name, JSON.stringify(before?.[name] ?? null), will, secret);
      return { kind: causes === undefined || causes.has(name) ? kind : 'live', attribute };
    });
}

function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

function nameOf({ type, address, change }: ResourceChange): string {
  const name = (change.after ?? change.before)?.['name'];
  return `${type} ${typeof name === 'string' ? name : address}`;
}
