// Adds up what Jest wrote of its runs and prints one closing line.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes room for what the next runs write, and forgets earlier ones. */
export function clearTotals(root, names) {
  mkdirSync(join(root, 'coverage'), { recursive: true });
  names.forEach((name) => rmSync(join(root, 'coverage', `${name}.json`), { force: true }));
}

/** Prints what the runs with these names have written. */
export function printTotals(root, names) {
  const files = names.map((name) => join(root, 'coverage', `${name}.json`)).filter(existsSync);
  const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  console.log(
    `${sum('numPassedTests')} passed, ${sum('numFailedTests') + sum('numRuntimeErrorTestSuites')} failed, ${sum('numPendingTests')} skipped`,
  );
}
