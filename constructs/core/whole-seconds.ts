import type { Construct } from 'constructs';
import { ConfigError } from './config-error';
import type { Duration } from './duration';

/**
 * The seconds of a duration that must have no fraction of one; undefined for none.
 * @throws ConfigError unless it is whole seconds
 */
export function wholeSeconds(scope: Construct, prop: string, duration: Duration | undefined): number | undefined {
  if (duration !== undefined && !Number.isInteger(duration.seconds)) {
    throw new ConfigError(scope, `'${prop}' must be whole seconds, got ${duration.milliseconds} ms`);
  }
  return duration?.seconds;
}
