import type { SnapshotState } from '../jest/snapshot-state';
import { SnapshotFile } from './snapshot-file';

/** What the snapshots of one test file have been through in this run. */
export class Session {
  /** The one of Jest's bookkeeping. */
  static of(state: SnapshotState): Session {
    const session = Session.sessions.get(state) ?? new Session();
    Session.sessions.set(state, session);
    return session;
  }

  private static readonly sessions = new WeakMap<SnapshotState, Session>();
  private readonly calls = new Map<string, number>();
  private readonly seen = new Map<string, string>();

  private constructor() {}

  /** Counts the snapshots of a test that have no name of their own, from 1. */
  count(test: string): number {
    const count = (this.calls.get(test) ?? 0) + 1;
    this.calls.set(test, count);
    return count;
  }

  /** Begins a test anew: Jest may run it again after a failure. */
  begin(test: string): void {
    this.calls.delete(test);
    for (const [path, key] of this.seen) {
      if (key.startsWith(`${test}: `)) {
        this.seen.delete(path);
      }
    }
  }

  /** Notes that a test uses a file. @throws Error if another one does already */
  use({ path, key }: SnapshotFile): void {
    const other = this.seen.get(path);
    if (other !== undefined && other !== key) {
      throw new Error(`two snapshots would be kept in ${path}: say toMatchCloudSnapshot('another name') in one of them`);
    }
    this.seen.set(path, key);
  }

  /** The files of the test file that no test has used, as far as it was run. */
  unused(testPath: string): SnapshotFile[] {
    return SnapshotFile.listOf(testPath).filter(({ path }) => !this.seen.has(path));
  }
}
