import { setTimeout as delay } from 'node:timers/promises';
import { UserError } from '../errors';
import { type ReadinessTarget, type Rung, rungsOf, standsOn } from './machine-readiness';

const POLL_MILLISECONDS = 250;

export interface WaitOptions {
  /** Where the times start, as `performance.now()` gives it. */
  readonly origin: number;
  /** How long to wait in all, in milliseconds. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** Called when a rung is reached, with the milliseconds since the origin. */
  readonly onRung?: (rung: Rung, milliseconds: number) => void;
}

/**
 * Waits until a machine stands on all its rungs and returns the milliseconds to each.
 *
 * Each rung is watched on its own, so that a slow one hides no time of another.
 *
 * @throws UserError when time runs out, naming the rung that was not reached
 */
export async function waitReady(target: ReadinessTarget, options: WaitOptions): Promise<Map<Rung, number>> {
  const times = new Map<Rung, number>();
  await Promise.all(
    rungsOf(target.mark).map(async (rung) => {
      await waitForRung(rung, target, options);
      const elapsed = performance.now() - options.origin;
      times.set(rung, elapsed);
      options.onRung?.(rung, elapsed);
    }),
  );
  return times;
}

async function waitForRung(rung: Rung, target: ReadinessTarget, { timeout, signal }: WaitOptions): Promise<void> {
  const deadline = performance.now() + timeout;
  while (!(await standsOn(rung, target))) {
    if (performance.now() > deadline) {
      throw new UserError(
        `${target.mark.name} (${target.mark.address}) did not reach '${rung}' within ${Math.round(timeout / 1000)} s.`,
        `Look at what it says: labcloud logs ${target.mark.name} or labcloud console ${target.mark.name}`,
      );
    }
    await delay(POLL_MILLISECONDS, undefined, { signal });
  }
}
