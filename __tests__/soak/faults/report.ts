import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULTS } from './faults';
import { describe, type Result } from './trial';

/** One line about a trial; what went wrong goes into a file as well. */
export function reportTrial({ trial, struck, notes, duration, problems, state, said }: Result, folder: string): void {
  const what = `${trial.fault.name} in ${describe(trial.work)} (${trial.kind}; ${notes}${struck ? '' : '; too late'})`;
  console.log(`${problems.length === 0 ? '✓' : '✗'} ${trial.seed} ${what} ${duration.toFixed(1)} s`);
  if (problems.length === 0) return;
  const text = problems.join('\n');
  console.log(text.replace(/^/gm, '    '));
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${trial.seed}.txt`),
    `${what}\n${text}\n\nThe first attempt said:\n${said.join('\n')}\n\nThe state before the second:\n${state}\n`,
  );
}

/** How many left something that the state did not know, so that there was something to be put right. */
function leaving(results: readonly Result[]): number {
  return results.filter(({ strays }) => strays > 0).length;
}

/** A line for each fault. */
export function table(results: readonly Result[]): string {
  const rows = FAULTS.map(({ name }) => {
    const of = results.filter(({ trial }) => trial.fault.name === name);
    const failed = of.filter(({ problems }) => problems.length > 0);
    const struck = of.filter((result) => result.struck).length;
    return [name, of.length, struck, leaving(of), of.length - failed.length, failed.map(({ trial }) => trial.seed).join(', ') || '–'];
  });
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  const sum = [
    'all',
    results.length,
    results.filter(({ struck }) => struck).length,
    leaving(results),
    results.length - failed,
    failed || '–',
  ];
  return [['fault', 'trials', 'in time', 'strays', 'converged', 'seeds that failed'], ...rows, sum]
    .map((cells) =>
      cells.map((cell, index) => (index === 0 || index === 5 ? String(cell).padEnd(17) : String(cell).padStart(9))).join('  '),
    )
    .join('\n');
}
