import { writeSync } from 'node:fs';

/** How much a log line matters. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

const MODULE = 'provider';

/**
 * Writes a line to Terraform's log (`TF_LOG`), by way of stderr. Name attributes, never values: the log may be shared.
 */
export function log(level: LogLevel, message: string, fields: Record<string, string | number | boolean> = {}): void {
  // Terraform takes a line for one of its log only if the time has microseconds.
  const timestamp = new Date().toISOString().replace('Z', '000Z');
  const line = { '@level': level, '@message': message, '@module': MODULE, '@timestamp': timestamp, ...fields };
  try {
    writeSync(2, `${JSON.stringify(line)}\n`);
  } catch {
    // Terraform is gone, and nobody reads it.
  }
}
