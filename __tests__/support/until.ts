import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until something holds, asked ten times a second.
 * @throws Error that names it, after a minute
 */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + 60_000; !(await holds()); await sleep(100)) {
    if (Date.now() > deadline) throw new Error(`no ${what} within a minute`);
  }
}
