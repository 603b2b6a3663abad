import type { ReviewedChange } from '@labcloud/review';
import type { ReadinessWatch } from '../lab/readiness-watch';
import { rollOut, rolloutsOf } from '../lab/rollout';
import type { ServiceWatch } from '../lab/service-watch';
import type { ManifestStack, RolloutMember } from '../project/manifest';
import { applyStack } from './apply-stack';
import type { CommandContext } from './context';

/** Who tells how machines and containers are. */
export interface Watches {
  readonly machines: ReadinessWatch;
  readonly services: ServiceWatch;
}

const namesOf = (members: readonly RolloutMember[], kind: RolloutMember['kind']): string[] =>
  members.filter((member) => member.kind === kind).map(({ name }) => name);

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
  { machines, services }: Watches,
): Promise<boolean> {
  const { reporter } = context;
  const rollouts = rolloutsOf(stack, changes);
  for (const rollout of rollouts) {
    await rollOut(rollout, {
      answers: ({ name, kind }) => (kind === 'container' ? services.isHealthy(name) : machines.isReady(name)),
      apply: async (members) => {
        await applyStack(
          context,
          stack,
          true,
          members.map(({ address }) => address),
        );
      },
      ready: async (members) => {
        if (members.length > 0) {
          await reporter.step(`Wait for ${members.map(({ name }) => name).join(', ')}`, () =>
            Promise.all([machines.ready(namesOf(members, 'machine')), services.ready(namesOf(members, 'container'))]),
          );
        }
      },
      begin: (text) => {
        reporter.note(text);
      },
    });
  }
  return rollouts.length > 0;
}
