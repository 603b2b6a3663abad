import type { ReviewedChange } from '@labcloud/review';
import type { ReadinessWatch } from '../lab/readiness-watch';
import { rollOut, rolloutsOf } from '../lab/rollout';
import type { ManifestStack, RolloutMember } from '../project/manifest';
import { applyStack } from './apply-stack';
import type { CommandContext } from './context';

const machinesOf = (members: readonly RolloutMember[]): string[] =>
  members.filter(({ kind }) => kind === 'machine').map(({ name }) => name);

/**
 * Changes a few members at a time of each group that a plan would take too much of, one group after the other.
 *
 * @returns whether there was such a group; then the rest of the plan is to be made anew
 * @throws UserError when a member does not come back
 */
export async function rollOutGroups(
  context: CommandContext,
  stack: ManifestStack,
  changes: readonly ReviewedChange[],
  watch: ReadinessWatch,
): Promise<boolean> {
  const { reporter } = context;
  const rollouts = rolloutsOf(stack, changes);
  for (const rollout of rollouts) {
    await rollOut(rollout, {
      answers: async ({ name, kind }) => kind === 'container' || watch.isReady(name),
      apply: async (members) => {
        await applyStack(
          context,
          stack,
          true,
          members.map(({ address }) => address),
        );
      },
      // A container's change is done when it is healthy.
      ready: (members) =>
        machinesOf(members).length === 0
          ? Promise.resolve()
          : reporter.step(`Wait for ${machinesOf(members).join(', ')}`, () => watch.ready(machinesOf(members))),
      begin: (text) => {
        reporter.note(text);
      },
    });
  }
  return rollouts.length > 0;
}
