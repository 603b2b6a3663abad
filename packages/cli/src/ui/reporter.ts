import { LiveReporter } from './live-reporter';
import { PlainReporter } from './plain-reporter';
import type { Reporter } from './progress';

/** The reporter that fits where standard error goes. */
export function createReporter(): Reporter {
  return process.stderr.isTTY && !process.env.CI ? new LiveReporter() : new PlainReporter();
}
