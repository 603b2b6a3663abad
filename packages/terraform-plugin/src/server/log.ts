import { writeSync } from 'node:fs';

/** How much a log line matters. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

const MODULE = 'provider';

/**
 * Writes a line to Terraform's log (`TF_LOG`), by way of stderr. Name attributes, never values: the log may be shared.
 */
export function log(level: LogLevel, message: string, fields: Record<string, string | number | boolean> = {}): void {
  const line = { '@level': level, '@message': message, '@module': MODULE, '@timestamp': new Date().toISOString(), ...fields };
  try {
    writeSync(2, `${JSON.stringify(line)}\n`);
  } catch {
    // Terraform is gone, and nobody reads it.
  }
}
