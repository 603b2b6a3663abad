import { LiveReporter } from './live-reporter';
import { PlainReporter } from './plain-reporter';
import type { Reporter } from './progress';

/** The reporter that fits where standard error goes. */
export function createReporter(): Reporter {
  // A terminal that does not tell its width cannot be redrawn.
  return process.stderr.isTTY && process.stderr.columns > 0 && !process.env.CI ? new LiveReporter() : new PlainReporter();
}
