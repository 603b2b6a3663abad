import { readFileSync } from 'node:fs';

/**
 * Whether Terraform was asked to destroy everything. Before that it makes an ordinary plan, throws it away, and stops if it fails:
 * a plan that would be refused must not keep anybody from destroying. False where the command line of a process cannot be read.
 */
export function isDestroying(command = parentCommand()): boolean {
  const words = command.slice(1);
  const subcommand = words.find((word) => !word.startsWith('-'));
  return subcommand === 'destroy' || words.some((word) => /^--?destroy(=true)?$/.test(word));
}

function parentCommand(): string[] {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
