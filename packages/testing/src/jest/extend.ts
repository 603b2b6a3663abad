import { matchCloudSnapshot } from '../snapshot/match-cloud-snapshot';
import { Session } from '../snapshot/session';
import { PlanError, type PlanOptions, toPlan } from '../plan/to-plan';
import type { Template } from '../template/template';
import { mayWrite, type TestContext } from './snapshot-state';

declare global {
  // oxlint-disable-next-line typescript/no-namespace -- the way to tell @types/jest of a matcher
  namespace jest {
    interface Matchers<R> {
      /**
       * Every stack of the app, the stack or the template is as its file in `__snapshots__` says: one YAML file for each, without secrets and without
       * anything of this machine. On a difference the message says what it would do to what exists. New files are written, except in CI;
       * `jest -u` brings them up to date.
       * @param name what tells several snapshots of one test apart; by default their number
       */
      toMatchCloudSnapshot(name?: string): R;
      /**
       * Terraform can plan the stack or the template, with the real providers and without a host; to be awaited. The plan itself is what `toPlan()`
       * gives.
       */
      toPlan(options?: PlanOptions): Promise<R>;
    }
  }
}

/** Teaches Jest the matchers, where it runs. Importing the kit does so. */
export function extendJest(): void {
  if (typeof expect === 'undefined' || typeof expect.extend !== 'function') {
    return;
  }
  expect.extend({
    toMatchCloudSnapshot(received: unknown, name?: string) {
      return matchCloudSnapshot(this as unknown as TestContext, received, name);
    },
    async toPlan(received: unknown, options?: PlanOptions) {
      try {
        await toPlan(received as Template, options);
        return { pass: true, message: () => 'Terraform can plan this' };
      } catch (error) {
        if (!(error instanceof PlanError)) {
          throw error;
        }
        return { pass: false, message: () => error.message };
      }
    },
  });
  beforeEach(() => {
    const { snapshotState, currentTestName = '' } = expect.getState() as TestContext;
    if (snapshotState !== undefined) {
      Session.of(snapshotState).begin(currentTestName);
    }
  });
  afterAll(reportObsolete);
}

/** Files that no test has used go into Jest's own count of obsolete snapshots, which leaves out those of tests that failed or were skipped. */
function reportObsolete(): void {
  const { snapshotState: state, testPath } = expect.getState() as TestContext;
  if (state === undefined || testPath === undefined) {
    return;
  }
  const files = Session.of(state).unused(testPath);
  files.forEach(({ key }) => state._uncheckedKeys.add(key));
  const removeUncheckedKeys = state.removeUncheckedKeys.bind(state);
  state.removeUncheckedKeys = () => {
    files
      .filter(({ key }) => state._uncheckedKeys.has(key) && state._updateSnapshot === 'all' && mayWrite(state, true))
      .forEach((file) => {
        file.remove();
      });
    removeUncheckedKeys();
  };
}
