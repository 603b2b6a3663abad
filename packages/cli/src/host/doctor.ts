import type { HostContext, Report } from './check';
import { CHECKS } from './checks';
import { prepare, report } from './preparation';
import { probeAll } from './probe-all';

/** Looks whether this machine can run the lab, and changes nothing. */
export async function runDoctor(context: HostContext): Promise<Report> {
  return report(await probeAll(CHECKS, prepare(context)));
}
