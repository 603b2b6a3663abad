// Small helpers that the benchmarks share.
import { performance } from 'node:perf_hooks';

/** The middle of some numbers. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Runs work several times after one warm-up and returns the milliseconds of each run. */
export async function times(runs, work) {
  await work();
  const results = [];
  for (let run = 0; run < runs; run++) {
    const begin = performance.now();
    await work();
    results.push(performance.now() - begin);
  }
  return results;
}

/** Prints one figure against its baseline and what it should be. */
export function report({ title, value, unit, baseline, baselineTitle, goal }) {
  const ratio = baseline === undefined ? '' : `, ${(value / baseline).toFixed(2)} × ${baselineTitle} (${baseline.toFixed(1)} ${unit})`;
  console.log(`  ${title}: ${value.toFixed(value < 10 ? 2 : 1)} ${unit}${ratio}${goal ? ` [goal: ${goal}]` : ''}`);
}
