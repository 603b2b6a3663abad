// Adds up what Jest wrote of its runs and prints one closing line.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function printTotals(root, names) {
  const files = names.map((name) => join(root, 'coverage', `${name}.json`)).filter(existsSync);
  const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
  const sum = (key) => runs.reduce((total, run) => total + run[key], 0);
  console.log(
    `${sum('numPassedTests')} passed, ${sum('numFailedTests') + sum('numRuntimeErrorTestSuites')} failed, ${sum('numPendingTests')} skipped`,
  );
}
