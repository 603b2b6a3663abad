import type { ReviewedChange, ReviewKind } from '@labcloud/review';
import { UserError } from '../errors';
import type { ManifestRollout, ManifestStack, RolloutMember } from '../project/manifest';

/** What takes a machine or a container away for a while. What is not known could. */
const TAKES_AWAY: ReadonlySet<ReviewKind> = new Set(['data-loss', 'rebuild', 'restart', 'unknown']);

/** A group of which more members are to be taken away than may be at the same time. */
export interface Rollout {
  readonly group: ManifestRollout;
  /** Those who change. */
  readonly changing: readonly RolloutMember[];
}

/** The groups of a stack that a plan would take too much of at the same time. */
export function rolloutsOf({ rollouts = [] }: ManifestStack, changes: readonly ReviewedChange[]): Rollout[] {
  const taken = new Set(changes.filter(({ kind }) => TAKES_AWAY.has(kind)).map(({ address }) => address));
  return rollouts
    .map((group) => ({ group, changing: group.members.filter(({ address }) => taken.has(address)) }))
    .filter(({ group, changing }) => changing.length > group.atOnce);
}

/** What a rolling change is done with. */
export interface RolloutSteps {
  /** Whether somebody answers now. */
  answers(member: RolloutMember): Promise<boolean>;
  /** Brings these to what the app says. */
  apply(members: readonly RolloutMember[]): Promise<void>;
  /** Waits until these are ready. */
  ready(members: readonly RolloutMember[]): Promise<void>;
  /** Tells of what comes now. */
  begin(text: string): void;
}

/**
 * Changes a group a few members at a time. Those who do not answer come first, as nobody misses them; who stays as it is has to answer before anybody goes.
 *
 * @throws UserError when a member does not come back, or one that stays does not answer: the rest then stays as it was
 */
export async function rollOut({ group, changing }: Rollout, steps: RolloutSteps): Promise<void> {
  const staying = group.members.filter((member) => !changing.includes(member));
  await attempt(group, [], changing, staying, () => steps.ready(staying));
  const answering = await Promise.all(changing.map((member) => steps.answers(member)));
  const order = [...changing.filter((_, index) => !answering[index]), ...changing.filter((_, index) => answering[index])];
  for (let first = 0; first < order.length; first += group.atOnce) {
    const members = order.slice(first, first + group.atOnce);
    const after = order.slice(first + group.atOnce);
    steps.begin(`${group.path}: ${listed(members)}, ${first + members.length} of ${order.length}`);
    await attempt(group, order.slice(0, first), after, members, async () => {
      await steps.apply(members);
      await steps.ready(members);
    });
  }
}

async function attempt(
  { path }: ManifestRollout,
  done: readonly RolloutMember[],
  left: readonly RolloutMember[],
  now: readonly RolloutMember[],
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof UserError)) {
      throw error;
    }
    throw new UserError(
      `The change of ${path} stops at ${listed(now)}: ${error.message}\nChanged: ${listed(done)}. As before: ${listed(left)}.`,
      `Repair it, or change the app, and say 'labcloud up' again: it goes on with those that are left.`,
    );
  }
}

function listed(members: readonly RolloutMember[]): string {
  return members.length === 0 ? 'nobody' : members.map(({ name }) => name).join(', ');
}
