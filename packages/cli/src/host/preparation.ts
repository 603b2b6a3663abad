import type { CheckContext, HostContext, Report } from './check';
import { HostFacts } from './facts';
import type { Probed } from './probe-all';
import { RootShell } from './system/root-shell';
import { wantsOf } from './wants';

/** Adds to a context what follows from it. */
export function prepare(context: HostContext): CheckContext {
  return {
    ...context,
    wants: wantsOf(context.manifest),
    root: new RootShell(context.interactive, context.signal),
    facts: HostFacts.read(context.projectDir, context.cacheDir),
  };
}

/** What was found, as `labcloud doctor --json` prints it. */
export function report(probed: readonly Probed[]): Report {
  return {
    checks: probed.map(({ check, finding: { ok, found, fix } }) => ({ name: check.name, ok, found, ...(!ok && fix ? { fix } : {}) })),
  };
}
