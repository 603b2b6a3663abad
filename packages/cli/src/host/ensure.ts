import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors';
import type { Progress } from '../ui/progress';
import type { CheckContext, Finding, HostCheck, HostContext, Report } from './check';
import { CHECKS } from './checks';
import { whyNotUp } from './daemon/why-not-up';
import { prepare, report } from './preparation';
import { type Probed, probeAll } from './probe-all';
import { processesNamed } from './system/process-table';

const POLL = 100;
// A daemon that is gone after this time has ended by itself.
const GRACE = 1000;

/**
 * Makes this machine fit to run the lab: applies what is missing, in the order of need, and looks again.
 *
 * @throws UserError that names the check, what was found and the remedy; without root's rights, before anything changed
 */
export async function ensureHost(context: HostContext, progress: Progress): Promise<Report> {
  const full = prepare(context);
  progress.update('looking at this machine');
  const first = await probeAll(CHECKS, full);
  const failed = first.filter(({ finding }) => !finding.ok);
  if (failed.length === 0) {
    full.facts.save();
    return report(first);
  }
  refuseWhatOnlyAPersonCanDo(failed);
  await requireRoot(failed, full);
  const found = new Map(first.map(({ check, finding }) => [check.name, finding]));
  const changed = new Set<string>();
  for (const check of CHECKS) {
    const stale = check.needs?.some((name) => changed.has(name)) ?? false;
    let finding = found.get(check.name);
    if (stale || finding === undefined) {
      finding = await check.probe(full);
    }
    if (!finding.ok) {
      finding = await fix(check, finding, full, progress);
    }
    if (stale || finding !== found.get(check.name)) {
      changed.add(check.name);
    }
    found.set(check.name, finding);
  }
  full.facts.save();
  return report(CHECKS.map((check) => ({ check, finding: found.get(check.name) ?? { ok: false, found: '' } })));
}

async function fix(check: HostCheck, finding: Finding, context: CheckContext, progress: Progress): Promise<Finding> {
  if (!check.apply || finding.onlyByHand) {
    throw refusal([{ check, finding }]);
  }
  context.log(`${check.title}: ${finding.found}`);
  await check
    .apply(context, finding, (line) => progress.update(`${check.title}: ${line}`))
    .catch((error: Error) => {
      context.signal.throwIfAborted();
      throw new UserError(`Host check '${check.name}': ${error.message}`);
    });
  progress.update(`${check.title}: checking`);
  const begin = performance.now();
  for (;;) {
    const again = await check.probe(context);
    if (again.ok) {
      return again;
    }
    const waited = performance.now() - begin;
    const gone = waited > GRACE && check.daemons !== undefined && processesNamed(...check.daemons).length === 0;
    if (gone || again.onlyByHand || waited > (check.settles ?? 0)) {
      throw refusal([{ check, finding: { ...again, found: again.found + (gone ? whyNotUp(check.daemons ?? []) : '') } }]);
    }
    await sleep(POLL, undefined, { signal: context.signal });
  }
}

// Said before anything is installed: who lacks Terraform need not wait for the packages to learn it.
function refuseWhatOnlyAPersonCanDo(failed: readonly Probed[]): void {
  const names = new Set(failed.map(({ check }) => check.name));
  const own = failed
    .filter(({ check, finding }) => !check.apply || finding.onlyByHand)
    .filter(({ check }) => !check.needs?.some((name) => names.has(name)));
  if (own.length > 0) {
    throw refusal(own);
  }
}

async function requireRoot(failed: readonly Probed[], { root }: CheckContext): Promise<void> {
  if ((await root.acquire()) !== 'none') {
    return;
  }
  const lines = failed.map(({ check, finding }) => `  ${check.name}: ${finding.found}`);
  const commands = failed.flatMap(({ finding }) => finding.fix ?? []);
  throw new UserError(
    `This machine cannot run the lab yet, and without root or sudo nothing was changed:\n${lines.join('\n')}`,
    `Run these commands as root, then try again:\n${commands.join('\n')}`,
  );
}

function refusal(failed: readonly Probed[]): UserError {
  const lines = failed.map(({ check, finding }) => `Host check '${check.name}': ${finding.found}`);
  return new UserError(lines.join('\n'), failed.flatMap(({ finding }) => finding.fix ?? []).join('\n'));
}
