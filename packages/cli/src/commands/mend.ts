import { mendStates } from '../project/mend-states';
import type { CommandContext } from './context';

/** Mends states that were cut, says so, and tells whether there were any. */
export async function mendAndTell({ project, reporter }: CommandContext): Promise<boolean> {
  const mended = await mendStates(project);
  mended.forEach(({ stack, aside, hasBackup }) =>
    reporter.note(
      `The state of ${stack} was cut by a Terraform that was killed while it wrote: ` +
        `${hasBackup ? 'the one before took its place' : 'there is none before it, so it begins anew'}. The cut one is ${aside}.`,
    ),
  );
  return mended.length > 0;
}
