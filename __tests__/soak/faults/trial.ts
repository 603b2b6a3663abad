import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { audit, countStrays } from './audit';
import { type Canary } from './canary';
import { type Fault, FAULTS } from './faults';
import { type Kind, type Lab, type Work } from './lab';
import { type Durations } from './durations';
import { Random } from './random';
import { type Outcome, type TerraformRun } from './terraform-run';

/** How long a command may take before it counts as hanging, in milliseconds. */
const HANG = 180_000;
/** What no error may say, and what only one may say after a provider was killed. */
const BUGS = /inconsistent (?:result|final plan)|unexpected new value|was not caught|state .* is damaged|panic:/;
const CRASHES = /crashed|did not respond|Plugin did not|connection is shutting down/;

/** What one trial is; all of it follows from its seed. */
export interface Trial {
  readonly seed: number;
  readonly fault: Fault;
  readonly kind: Kind;
  /** What the lab is brought to first. */
  readonly start: Work;
  readonly work: Work;
}

/** What came of it. */
export interface Result {
  readonly trial: Trial;
  /** Whether the command still ran when the fault struck. */
  readonly struck: boolean;
  readonly notes: string;
  /** How much there was before the second attempt that the state did not know. */
  readonly strays: number;
  /** In seconds. */
  readonly duration: number;
  /** Empty when it converged. */
  readonly problems: readonly string[];
  /** The state before the second attempt. */
  readonly state: string;
  /** What the first attempt said in errors. */
  readonly said: readonly string[];
}

/** What a seed stands for. Three that follow each other bring a lab up, change it and destroy it. */
export function trialOf(seed: number, kinds: readonly Kind[]): Trial {
  const group = Math.floor(seed / 3);
  const fault = FAULTS[seed % FAULTS.length] as Fault;
  const kind = group % 4 === 3 && kinds.includes('docker') ? 'docker' : 'plain';
  const works: readonly Work[] = [{ form: 'first' }, { form: 'second' }, destruction(group)];
  const step = seed % 3;
  return { seed, fault, kind, start: works[step - 1] ?? destruction(group - 1), work: works[step] as Work };
}

function destruction(group: number): Work {
  return { destroy: new Random(-1 - group).chance(0.5) ? 'all' : 'but-data' };
}

/** What is done, in words. */
export function describe(work: Work): string {
  if ('destroy' in work) return work.destroy === 'all' ? 'destroy with data' : 'destroy';
  return work.form === 'first' ? 'apply' : 'change';
}

/** Lets the fault strike, does the work once more, and looks at everything. The lab has been brought to the trial's start. */
export async function attempt(trial: Trial, lab: Lab, canary: Canary, durations: Durations): Promise<Result> {
  const { work, seed, fault } = trial;
  const begin = performance.now();
  const notes: string[] = [];
  const scene = { lab, work, random: new Random(seed), note: (text: string): unknown => notes.push(text) };
  const problems: string[] = [];
  const gives = 'destroy' in work && work.destroy === 'all';
  if (gives) canary.release();
  let struck = true;
  let strays: number | undefined = 0;
  let state = '';
  const said: string[] = [];
  try {
    const heal = await fault.before?.(scene);
    const run = fault.between === undefined ? lab.start(work) : await lab.plan(work);
    if (typeof run === 'function') {
      await fault.between?.(scene);
      said.push(...(await finished(run())).errors);
    } else if (run !== undefined) {
      if (fault.strike !== undefined) {
        notes.unshift(await momentOf(scene.random, run, durations.of(lab.kind, work)));
        struck = run.running;
        await fault.strike(scene, run);
      }
      said.push(...(await finished(run)).errors);
    }
    problems.push(...unsayable(fault, said));
    await heal?.();
    await fault.after?.(scene);
    state = existsSync(lab.state) ? readFileSync(lab.state, 'utf8') : '';
    if (!gives) canary.settle();
    strays = await countStrays(lab);
    if (strays === undefined) notes.push('the state was cut');
    else if (strays > 0) notes.push(`left ${strays} that the state does not know`);
    await lab.tidy();
    const again = lab.start(work);
    const outcome = again && (await finished(again));
    if (outcome !== undefined && outcome.status !== 0)
      problems.push(`the same command fails with ${String(outcome.status)}: ${outcome.errors.join('\n')}`);
    problems.push(...(await audit(lab, work, canary)));
  } catch (error) {
    problems.push((error as Error).stack ?? String(error));
  }
  return {
    trial,
    struck,
    notes: notes.join(', '),
    strays: strays ?? 0,
    duration: (performance.now() - begin) / 1000,
    problems,
    state,
    said,
  };
}

/** Waits for the moment at which the fault strikes: mostly while something is changed, now and then before. */
async function momentOf(random: Random, run: TerraformRun, { lead, changing }: { lead: number; changing: number }): Promise<string> {
  const early = random.chance(0.15);
  const delay = Math.round(random.fraction() * (early ? lead : 0.95 * changing));
  if (!early) await run.change;
  await Promise.race([sleep(delay), run.done]);
  return early ? `${delay} ms after the beginning` : `${delay} ms after the first change`;
}

async function finished(run: TerraformRun): Promise<Outcome> {
  const hang = new AbortController();
  const late = sleep(HANG, undefined, { signal: hang.signal }).then(
    () => {
      const { terraform, providers } = run.processes();
      run.signal('SIGKILL', ...terraform, ...providers);
      throw new Error(`the command has not ended within ${HANG / 1000} s`);
    },
    () => run.done,
  );
  return Promise.race([run.done, late]).finally(() => hang.abort());
}

/** What must not be said. What Docker's provider says of a daemon that died is not ours. */
function unsayable({ kills }: Fault, errors: readonly string[]): string[] {
  return errors
    .filter((error) => !error.includes('kreuzwerker/docker') && (BUGS.test(error) || (!kills && CRASHES.test(error))))
    .map((error) => `it said: ${error}`);
}
