/** The part of Jest's own bookkeeping of snapshots that is used here. Jest keeps one of it for each test file. */
export interface SnapshotState {
  readonly _updateSnapshot: 'all' | 'new' | 'none';
  readonly _uncheckedKeys: Set<string>;
  readonly expand?: boolean;
  added: number;
  matched: number;
  unmatched: number;
  updated: number;
  removeUncheckedKeys: () => void;
}

/** Where a test is, as Jest tells a matcher. */
export interface TestContext {
  readonly snapshotState?: SnapshotState;
  readonly testPath?: string;
  readonly currentTestName?: string;
  readonly isNot?: boolean;
}

/** Whether snapshots may be written: never in CI, whatever Jest's options are. */
export function mayWrite(state: SnapshotState, existing: boolean): boolean {
  return !isCi() && (state._updateSnapshot === 'all' || (state._updateSnapshot === 'new' && !existing));
}

/** Whether the tests run in CI, as CI systems say it. */
export function isCi(): boolean {
  return !['', 'false', '0', undefined].includes(process.env.CI);
}
