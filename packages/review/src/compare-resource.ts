import type { Item } from '@labcloud/terraform-provider-libvirt';
import { isForced, proposedDocker, sameDocker } from './docker-attributes';
import { libvirtEffects, tableOf } from './libvirt-effects';
import { type Json, type JsonObject, type PlannedAction, type ResourceChange, UNPLANNED } from './plan-json';
import { proposedLibvirt } from './proposed-libvirt';
import { type Reference, unknownMask } from './references';
import { sensitiveMask } from './sensitive';
import { isAtLeast } from './reviewed-change';
import { objectOf, type StackResource } from './stack-json';

/** What happens to one resource. */
export interface Verdict {
  readonly actions: readonly PlannedAction[];
  /** Whether what exists afterwards is something new, so that its computed attributes are. */
  readonly isNew: boolean;
  /** The attributes that change. */
  readonly changed?: readonly string[];
  readonly reason?: string;
  readonly change?: Partial<ResourceChange['change']>;
}

type Difference = Required<Pick<Verdict, 'changed'>> & {
  readonly forced: readonly string[];
  readonly change: Partial<ResourceChange['change']>;
};

const UNTOUCHED: Verdict = { actions: ['no-op'], isNew: false };

/** Judges a resource that is in both programs, by the tables of its provider. */
export function compareResource(
  before: StackResource,
  after: StackResource,
  isUnknown: (reference: Reference) => boolean,
  isTriggered: boolean,
): Verdict {
  if (before.provider !== after.provider) {
    return { actions: ['update'], isNew: false, reason: UNPLANNED.provider };
  }
  const wanted = withIgnored(before.config, after);
  const unknown = unknownMask(wanted, isUnknown);
  if (!isTriggered && unknown === undefined && JSON.stringify(before.config) === JSON.stringify(wanted)) {
    return UNTOUCHED;
  }
  const found = difference(after.type, before.config, wanted, objectOf(unknown));
  if (found === undefined) {
    return { actions: ['update'], isNew: false, reason: UNPLANNED.type };
  }
  if (found.changed.length === 0 && !isTriggered) {
    return UNTOUCHED;
  }
  const isNew = found.forced.length > 0 || isTriggered;
  return {
    actions: isNew ? ['delete', 'create'] : ['update'],
    isNew,
    changed: found.changed,
    ...(found.forced.length === 0 && isTriggered && { reason: 'replace_by_triggers' }),
    change: { ...found.change, ...(found.forced.length > 0 && { replace_paths: found.forced.map((name) => [name]) }) },
  };
}

function withIgnored(before: JsonObject, { config, lifecycle }: StackResource): JsonObject {
  const ignored = lifecycle['ignore_changes'];
  if (ignored === 'all') {
    return before;
  }
  const names = (Array.isArray(ignored) ? (ignored as readonly Json[]) : []).map((path) => String(path).split(/[.[]/)[0] ?? '');
  const kept = names.map((name) => [name, before[name] ?? null] as const);
  return names.length === 0 ? config : { ...config, ...Object.fromEntries(kept) };
}

function difference(type: string, before: JsonObject, after: JsonObject, unknown: JsonObject): Difference | undefined {
  const table = tableOf(type);
  const change = { after_unknown: unknown, before_sensitive: sensitiveMask(type, before), after_sensitive: sensitiveMask(type, after) };
  if (table !== undefined) {
    const prior = proposedLibvirt(table.rows, null, before as unknown as Item);
    const proposed = proposedLibvirt(table.rows, prior, after as unknown as Item);
    const sides = { before: prior as unknown as JsonObject, after: proposed as unknown as JsonObject };
    const effects = libvirtEffects({ address: '', type, mode: 'managed', change: { actions: [], ...change, ...sides } });
    const names = (effects?.details ?? []).map(({ attribute, kind }) => [/^\w+/.exec(attribute ?? '')?.[0] ?? '', kind] as const);
    const forced = names.filter(([, kind]) => isAtLeast(kind, 'rebuild')).map(([name]) => name);
    return { changed: [...new Set(names.map(([name]) => name))], forced: [...new Set(forced)], change: { ...change, ...sides } };
  }
  const proposed = proposedDocker(type, before, after);
  if (proposed === undefined) {
    return undefined;
  }
  const names = Object.keys(proposed);
  const changed = names.filter((name) => unknown[name] !== undefined || !sameDocker(type, name, before[name], proposed[name]));
  const only = (values: JsonObject): JsonObject => Object.fromEntries([...changed, 'name'].map((name) => [name, values[name] ?? null]));
  return {
    changed,
    forced: changed.filter((name) => isForced(type, name)),
    change: { ...change, before: only(before), after: only(proposed) },
  };
}
