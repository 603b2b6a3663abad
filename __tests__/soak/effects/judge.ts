import { changesOf, type EffectKind, type Item } from '../../../packages/terraform-provider-libvirt/src/tables';
import { type Happening } from './events';
import { type Look } from './noun';
import { type Subject } from './subject';
import { type Diagnostic, type PlannedChange } from './terraform';

function list(names: Iterable<string>): string {
  return [...names].sort().join(', ') || 'nothing';
}

/** Names in a form that can be compared. */
function namesOf(subject: Subject, before: Item | null, after: Item | null): string[] {
  return changesOf(subject.noun.table, before ?? {}, after ?? {}, {}).map(({ name }) => name);
}

/** Whether a plan changes nothing of a thing. */
export function isNoOp(change: PlannedChange | undefined): boolean {
  return change === undefined || change.actions.every((action) => action === 'no-op');
}

/** What a planned change changes, in words. */
export function changedBy(subject: Subject, change: PlannedChange | undefined): string[] {
  if (isNoOp(change)) return [];
  const names = namesOf(subject, change?.before ?? null, change?.after ?? null);
  return names.length === 0 ? [`(${change?.actions.join(', ') ?? ''} of nothing that is seen)`] : names;
}

/** Holds a plan against what the table claims: its actions, and a warning for every change that disturbs. */
export function judgePlan(subject: Subject, change: PlannedChange | undefined, warnings: readonly Diagnostic[]): void {
  const actions = [...(change?.actions ?? [])].sort().join('+');
  const expected = subject.replaces ? 'create+delete' : 'update';
  if (actions !== expected) subject.lie(`the plan does ${actions || 'nothing'} instead of ${expected}`);
  const said = warningsOf(subject, warnings);
  for (const { name, effect } of subject.changes) {
    const found = said.some(({ detail }) => detail.includes(`: ${name} `) && detail.endsWith(`: ${effect.reason}.`));
    if (found !== (effect.kind !== 'live'))
      subject.lie(`the plan ${found ? 'warns' : 'does not warn'} of ${name}, which is ${effect.kind}`);
  }
  if (said.length > subject.changes.length)
    subject.lie(`the plan warns more than it should: ${said.map(({ detail }) => detail).join(' | ')}`);
}

/** The warnings of one thing. */
export function warningsOf(subject: Subject, warnings: readonly Diagnostic[]): Diagnostic[] {
  const name = JSON.stringify(String(subject.before['name'] ?? subject.before['uuid']));
  return warnings.filter(({ detail }) => detail.startsWith(`${subject.noun.table.name} ${name}: `));
}

/** What happened to a thing between two looks. */
export function seenBetween(subject: Subject, was: Look, is: Look, happened: ReadonlySet<Happening>): EffectKind {
  if (was.self !== is.self || happened.has('undefined')) return subject.claimed === 'data-loss' ? 'data-loss' : 'replace';
  if (was.data !== is.data) return 'data-loss';
  if (subject.powers) return 'live';
  return was.run !== is.run || happened.has('started') || happened.has('stopped') ? 'restart' : 'live';
}

/** Holds what happened against what the table claims. */
export function judgeEffect(subject: Subject, was: Look, is: Look, happened: ReadonlySet<Happening>): void {
  const seen = seenBetween(subject, was, is, happened);
  subject.findings.seen = seen;
  if (seen !== subject.claimed)
    subject.lie(`claimed ${subject.claimed}, seen ${seen} (${list(happened)}; ${was.run || 'off'} → ${is.run || 'off'})`);
  for (const text of is.broken) subject.lie(text);
  if (subject.powers && subject.mode !== undefined) {
    const wanted = subject.after['running'] !== false && subject.after['active'] !== false && subject.after['power'] !== 'stopped';
    if (wanted !== (is.run !== '') && subject.noun.table.name !== 'libvirt_pool') subject.lie(`it should ${wanted ? '' : 'not '}run`);
  }
}

/** Whether what runs, what is defined and what is planned are the same, read by the table. */
export function judgeViews(subject: Subject, views: readonly Item[]): void {
  const [defined = {}, active] = views;
  const apart = active === undefined ? [] : namesOf(subject, defined, active);
  if (apart.length > 0) subject.lie(`what runs is not what is defined: ${list(apart)}`);
  const wanted = namesOf(subject, subject.before, subject.after);
  const wrong = namesOf(subject, defined, subject.after).filter((name) => wanted.includes(name));
  // What no XML says cannot be wrong in it.
  const settings = new Set(
    Object.entries(subject.noun.table.rows).flatMap(([name, row]) => (row.kind === 'scalar' && row.place === undefined ? [name] : [])),
  );
  const said = wrong.filter((name) => !settings.has(name.split('.')[0] ?? ''));
  if (said.length > 0) subject.lie(`it is not defined as planned: ${list(said)}`);
}

/** Attributes that say the same of a machine. */
const TWINS = new Set(['running', 'power']);

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || (TWINS.has(inner) && TWINS.has(outer)) || (inner.startsWith(outer) && /^[.[]/.test(inner.slice(outer.length)));
}

/** Holds a plan after a change by hand against that change: it must show it, and it alone. */
export function judgeDrift(subject: Subject, change: PlannedChange | undefined): void {
  const seen = changedBy(subject, change);
  // A seed that is another shows as another user-data, whatever of it is.
  const made = subject.trial.hand === 'content' ? [seen[0] ?? ''] : namesOf(subject, subject.after, subject.before);
  const touches = (names: readonly string[], name: string): boolean =>
    names.some((other) => isWithin(name, other) || isWithin(other, name));
  const exact = seen.every((name) => touches(made, name)) && made.every((name) => touches(seen, name));
  subject.findings.drift = exact ? 'exact' : `${list(seen)} instead of ${list(made)}`;
  if (!exact) subject.lie(`drift: the plan shows ${subject.findings.drift}`);
}
