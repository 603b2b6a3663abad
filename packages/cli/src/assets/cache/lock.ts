import { setTimeout as sleep } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

const STALE = 8_000;
const POLL = 250;

/** How to wait for a lock. */
export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Called once if another process has the lock. */
  readonly onWait?: () => void;
}

/** Runs `work` while no other process does so for the same path; the lock of a process that died is taken over after eight seconds. */
export async function withLock<T>(path: string, { signal, onWait }: WaitOptions, work: () => Promise<T>): Promise<T> {
  const release = await acquire(path, signal, onWait);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function acquire(path: string, signal?: AbortSignal, onWait?: () => void): Promise<() => Promise<void>> {
  for (let waited = false; ; waited = true) {
    try {
      return await lock(path, { realpath: false, stale: STALE, update: STALE / 4 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') {
        throw error;
      }
    }
    if (!waited) {
      onWait?.();
    }
    await sleep(POLL, undefined, { signal });
  }
}
