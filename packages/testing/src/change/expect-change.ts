import { type App, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { KitError } from '../kit-error';
import { describeValue } from '../match/describe';
import type { StackJson } from '../template/stack-json';
import { Template } from '../template/template';
import { changesBetween, type CloudChange, describeChanges, type Effect, EFFECTS } from './changes';

/** Something that can be compared: an app with all its stacks, one stack, or a template. */
export type Comparable = App | TerraformStack | Template;

/** A change that does something else than a test expects. */
export class ChangeError extends KitError {
  override readonly name = 'ChangeError';
}

/**
 * What would happen to a cloud that was made from `base` when `head` is brought up: told by the provider's tables, without Terraform, a host or a
 * state.
 *
 * @example
 * expectChange(before, after).toHaveNoEffect('replace');
 * @throws TypeError if one of them is nothing that can be compared, or a stack is compared with an app; SynthesisError if one is not valid
 */
export function expectChange(base: Comparable, head: Comparable): ExpectedChange {
  const [before, after] = [templatesOf(base, 'base'), templatesOf(head, 'head')];
  if (before instanceof Template !== after instanceof Template) {
    throw new TypeError('expectChange(base, head): compare an app with an app, or a stack with a stack');
  }
  const pairs =
    before instanceof Template || after instanceof Template ? [[before, after] as [Template, Template]] : byStack(before, after);
  const found = pairs.map(([one, other]) => changesBetween(jsonOf(one), jsonOf(other)));
  return new ExpectedChange(
    found.flatMap(({ changes }) => changes),
    found.flatMap(({ failures }) => failures),
  );
}

/** What would happen, and what a test can say of it. */
export class ExpectedChange {
  constructor(
    /** What happens, resource by resource. */
    readonly changes: readonly CloudChange[],
    /** Why Terraform would refuse to do it; none if it would not. */
    readonly refusals: readonly string[],
  ) {}

  /** What happens in lines, as messages show it. */
  toString(): string {
    return [...this.refusals.map((refusal) => `Terraform would refuse it: ${refusal}`), ...describeChanges(this.changes)].join('\n');
  }

  /**
   * Nothing has this effect or a worse one: after `toHaveNoEffect('replace')` nothing is replaced, removed or loses data.
   * What nobody can tell, or Terraform would refuse, passes no such test.
   * @throws ChangeError with what has
   */
  toHaveNoEffect(effect: Effect): void {
    requireEffects(effect);
    const rank = EFFECTS.indexOf(effect);
    const worst = this.changes.filter((change) => change.effect === 'unknown' || EFFECTS.indexOf(change.effect) <= rank);
    this.refuse(`Expected a change without '${effect}' or worse`, worst);
  }

  /**
   * There is no other effect than these.
   * @throws ChangeError with what has another
   */
  toHaveOnlyEffects(...effects: Effect[]): void {
    requireEffects(...effects);
    const others = this.changes.filter(({ effect }) => !effects.includes(effect));
    this.refuse(`Expected a change with no other effect than ${effects.map((effect) => `'${effect}'`).join(', ') || 'none'}`, others);
  }

  /**
   * Nothing changes at all, not even an address in Terraform.
   * @throws ChangeError with what does
   */
  toHaveNoChanges(): void {
    this.refuse('Expected no change', this.changes);
  }

  /**
   * The resource of this construct, or of the construct at this path, has just this effect.
   * @throws ChangeError if it has another, or does not change
   */
  toHaveEffect(construct: IConstruct | string, effect: Effect): void {
    requireEffects(effect);
    const path = typeof construct === 'string' ? construct : construct.node.path;
    const found = this.changes.filter((change) => change.path === path || change.address === path);
    if (!found.some((change) => change.effect === effect)) {
      const instead = found.length === 0 ? 'it does not change' : 'it is';
      throw new ChangeError(
        [
          `Expected the effect '${effect}' of ${path}, but ${instead}${found.length === 0 ? '. What happens:' : ':'}`,
          ...this.listed(found.length === 0 ? this.changes : found),
        ].join('\n'),
      );
    }
  }

  private refuse(expected: string, changes: readonly CloudChange[]): void {
    if (changes.length + this.refusals.length > 0) {
      const refusals = this.refusals.map((refusal) => `  Terraform would refuse it: ${refusal}`);
      throw new ChangeError([`${expected}, but it does this:`, ...refusals, ...this.listed(changes)].join('\n'));
    }
  }

  private listed(changes: readonly CloudChange[]): string[] {
    return changes.length === 0 && this.refusals.length === 0 ? ['  nothing'] : describeChanges(changes).map((line) => `  ${line}`);
  }
}

function templatesOf(value: unknown, name: string): Template | ReadonlyMap<string, Template> {
  if (value instanceof Template) {
    return value;
  }
  if (TerraformStack.isStack(value)) {
    return Template.fromStack(value);
  }
  if (Construct.isConstruct(value) && (value as IConstruct).node.scope === undefined) {
    return Template.allOf(value as unknown as App);
  }
  throw new TypeError(`expectChange(base, head): '${name}' must be an app, a stack or a template, got ${describeValue(value)}`);
}

function byStack(
  before: ReadonlyMap<string, Template>,
  after: ReadonlyMap<string, Template>,
): [Template | undefined, Template | undefined][] {
  return [...new Set([...before.keys(), ...after.keys()])].map((name) => [before.get(name), after.get(name)]);
}

function jsonOf(template: Template | undefined): StackJson {
  return template?.toJSON() ?? {};
}

function requireEffects(...effects: string[]): void {
  const strange = effects.find((effect) => !(EFFECTS as readonly string[]).includes(effect));
  if (strange !== undefined) {
    throw new TypeError(`there is no effect '${strange}'; there are ${EFFECTS.join(', ')}`);
  }
}
