import { parseArgs } from 'node:util';

/** What a soak was asked for on its command line. */
export interface SoakOptions {
  /** How often it tries. */
  readonly trials: number;
  /** What its choices follow from: the same seed, the same choices. */
  readonly seed: number;
}

/** Reads `--trials` and `--seed`, which `npm run soak` passes on; without them the soak's own number of trials, and seed 1. */
export function soakOptions(trials: number): SoakOptions {
  const { values } = parseArgs({ options: { trials: { type: 'string' }, seed: { type: 'string' } } });
  return { trials: Number(values.trials ?? trials), seed: Number(values.seed ?? 1) };
}
