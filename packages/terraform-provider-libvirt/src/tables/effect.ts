import { type Item, type Value } from './value';

/** What a change does to the real thing, from harmless to harmful. */
export type EffectKind = 'live' | 'restart' | 'replace' | 'data-loss';

/** What a change does, and why, in a sentence that stands in a plan. */
export interface Effect {
  kind: EffectKind;
  reason: string;
}

/** What is known of the real thing when an effect is asked for; what is missing counts as the worst case. */
export interface Known {
  /** Whether it runs (a domain) or is active (a network, a pool). */
  running?: boolean;
}

/** What an attribute stands in: the item of the nearest list around it, or the whole thing. */
export interface Surroundings {
  before: Item;
  after: Item;
}

/** The effect of a change of one attribute: a pure function of the values before and after, of what is known, and of what stands beside it. */
export type EffectRule = (before: Value, after: Value, known: Known, around: Surroundings) => Effect;

/** A change that disturbs nothing. */
export function live(reason: string): EffectRule {
  return () => ({ kind: 'live', reason });
}

/** A change that needs a restart when the thing runs, or may run; otherwise it only enters the definition. */
export function restart(reason: string): EffectRule {
  return (_before, _after, { running }) =>
    running === false ? { kind: 'live', reason: 'it does not run; the change enters its definition' } : { kind: 'restart', reason };
}

/** A change that destroys the thing and creates it anew, without loss of data. */
export function replace(reason: string): EffectRule {
  return () => ({ kind: 'replace', reason });
}

/** A change that destroys data. */
export function dataLoss(reason: string): EffectRule {
  return () => ({ kind: 'data-loss', reason });
}
