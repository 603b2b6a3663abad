import type { CheckContext, Finding, HostCheck } from './check';

/** A check and what its probe found. */
export interface Probed {
  readonly check: HostCheck;
  readonly finding: Finding;
}

/** Probes every check, side by side, and one that needs others after them. */
export async function probeAll(checks: readonly HostCheck[], context: CheckContext): Promise<Probed[]> {
  const under = new Map<string, Promise<Finding>>();
  for (const check of checks) {
    const before = (check.needs ?? []).map((name) => under.get(name) ?? missing(check, name));
    under.set(
      check.name,
      Promise.all(before).then((needed) => (needed.every(({ ok }) => ok) ? check.probe(context) : waiting(check, context, needed))),
    );
  }
  return Promise.all(checks.map(async (check) => ({ check, finding: await (under.get(check.name) ?? missing(check, check.name)) })));
}

// Judged all the same, so that a report names every command at once; a probe that stumbles says what it waits for.
async function waiting(check: HostCheck, context: CheckContext, needed: readonly Finding[]): Promise<Finding> {
  try {
    return await check.probe(context);
  } catch {
    context.signal.throwIfAborted();
    const names = (check.needs ?? []).filter((_, index) => !needed[index]?.ok);
    return { ok: false, found: `not known before ${names.join(' and ')}` };
  }
}

function missing(check: HostCheck, name: string): never {
  throw new Error(`The check '${check.name}' needs '${name}', which does not come before it.`);
}
