import { lock } from 'proper-lockfile';
import { UserError } from '../errors';
import type { Project } from '../project/project';

/** A lock whose holder was killed is free again after this time. */
const STALE_MILLISECONDS = 5000;

/**
 * Runs work that changes the lab while no other labcloud of this project does.
 *
 * @throws UserError when another one holds the lock and goes on holding it
 */
export async function withProjectLock<T>(project: Project, work: () => Promise<T>): Promise<T> {
  const release = await lock(project.privateDirectory, {
    stale: STALE_MILLISECONDS,
    retries: { retries: 8, minTimeout: 1000, maxTimeout: 1000 },
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ELOCKED'
      ? new UserError('Another labcloud is changing this lab.', `Wait for it, or end it; its lock is ${project.privateDirectory}.lock.`)
      : error;
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
