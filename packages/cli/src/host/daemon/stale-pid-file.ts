import { readFileSync } from 'node:fs';

/**
 * Whether a pid file names a process that is not the daemon: left by a kill, its number given to another since. A daemon
 * that only asks whether the number is taken would not start.
 */
export function isStalePidFile(file: string, daemon: string): boolean {
  const pid = read(file)?.trim();
  return pid !== undefined && read(`/proc/${pid}/comm`)?.trim() !== daemon;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
