import type { ReviewedChange, ReviewKind } from '@labcloud/review';
import { UserError } from '../errors';
import type { ManifestRollout, ManifestStack, RolloutMember } from '../project/manifest';

/** What takes a machine or a container away for a while. What is not known could. */
const TAKES_AWAY: ReadonlySet<ReviewKind> = new Set(['data-loss', 'rebuild', 'restart', 'unknown']);

/** A group of which more members would be away at the same time than may be. */
export interface Rollout {
  readonly group: ManifestRollout;
  /** Those who are not there: new ones, and those that got lost. */
  readonly joining: readonly RolloutMember[];
  /** Those who change. */
  readonly changing: readonly RolloutMember[];
}

/** The groups of a stack that a plan would take too much of at the same time. Who is not there yet counts as away, as long as anybody is taken. */
export function rolloutsOf({ rollouts = [] }: ManifestStack, changes: readonly ReviewedChange[]): Rollout[] {
  const addressesOf = (isMeant: (kind: ReviewKind) => boolean): Set<string> =>
    new Set(changes.filter(({ kind }) => isMeant(kind)).map(({ address }) => address));
  const made = addressesOf((kind) => kind === 'create');
  const taken = addressesOf((kind) => TAKES_AWAY.has(kind));
  return rollouts
    .map((group) => ({
      group,
      joining: group.members.filter(({ address }) => made.has(address)),
      changing: group.members.filter(({ address }) => taken.has(address)),
    }))
    .filter(({ group, joining, changing }) => changing.length > 0 && joining.length + changing.length > group.atOnce);
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
 * Changes a group a few members at a time. Who stays as it is has to answer before anybody goes. Those who are not there come first, all together, then
 * those who do not answer, as nobody misses them.
 *
 * @throws UserError when a member does not come back, or one that stays does not answer: the rest then stays as it was
 */
export async function rollOut({ group, joining, changing }: Rollout, steps: RolloutSteps): Promise<void> {
  const staying = group.members.filter((member) => !joining.includes(member) && !changing.includes(member));
  await attempt(group, [], [...joining, ...changing], staying, () => steps.ready(staying));
  const answering = await Promise.all(changing.map((member) => steps.answers(member)));
  const order = [...changing.filter((_, index) => !answering[index]), ...changing.filter((_, index) => answering[index])];
  const batches = [joining, ...chunks(order, group.atOnce)].filter((batch) => batch.length > 0);
  const all = batches.flat();
  let done = 0;
  for (const members of batches) {
    const before = all.slice(0, done);
    done += members.length;
    steps.begin(`${group.path}: ${listed(members)}, ${done} of ${all.length}`);
    await attempt(group, before, all.slice(done), members, async () => {
      await steps.apply(members);
      await steps.ready(members);
    });
  }
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
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
