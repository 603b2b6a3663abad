import type { PlanJson, ResourceChange } from '@labcloud/review';
import { isDeepStrictEqual } from 'node:util';

/** The attribute of a volume that says what it stands on. */
const BELOW = 'backing_store';

/**
 * The disks that a plan makes anew above another image and for nothing else, out of those that the code lets go with their image. Not among them are disks
 * that somebody has put above something else, and those that shall stand above nothing.
 */
export function disksOfOtherImages({ resource_changes = [], resource_drift = [] }: PlanJson, expendable: ReadonlySet<string>): Set<string> {
  const drifted = new Set(resource_drift.filter(isMoved).map(({ address }) => address));
  const chosen = resource_changes.filter(
    (change) => expendable.has(change.address) && isForItsImage(change) && isKnownBelow(change) && !drifted.has(change.address),
  );
  return new Set(chosen.map(({ address }) => address));
}

function isForItsImage({ change: { replace_paths = [] } }: ResourceChange): boolean {
  return replace_paths.length > 0 && replace_paths.every(([name]) => name === BELOW);
}

/** Whether it stood above something, and will again. */
function isKnownBelow({ change: { before, after } }: ResourceChange): boolean {
  return [before, after].every((state) => (state?.[BELOW] ?? null) !== null);
}

function isMoved({ change: { before, after } }: ResourceChange): boolean {
  return !isDeepStrictEqual(before?.[BELOW], after?.[BELOW]);
}
