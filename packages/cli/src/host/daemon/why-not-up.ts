import { readFileSync } from 'node:fs';
import { logOf } from './by-hand';

const LINES = 5;

/** The last words of daemons that were started by hand and are gone; empty when they said nothing. */
export function whyNotUp(daemons: readonly string[]): string {
  const tails = daemons.flatMap((daemon) => {
    const tail = read(logOf(daemon)).trimEnd();
    return tail === '' ? [] : [`${logOf(daemon)} ends with:\n${tail.split('\n').slice(-LINES).join('\n')}`];
  });
  return tails.map((tail) => `\n${tail}`).join('');
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
