import { readFileSync } from 'node:fs';
import { logOf } from './by-hand';

const LINES = 5;

/** What daemons that were started by hand last wrote, to follow on "does not run"; empty when they wrote nothing. */
export function whyNotUp(daemons: readonly string[]): string {
  const tails = daemons.flatMap((daemon) => {
    const tail = read(logOf(daemon)).trimEnd();
    return tail === '' ? [] : [`${logOf(daemon)} ends with:\n${tail.split('\n').slice(-LINES).join('\n')}`];
  });
  return tails.length > 0 ? `; ${tails.join('\n')}` : '';
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
