import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The processes that run in a folder, by a word of their command line; ours alone, because the folder is. */
export function processesIn(directory: string, word: string): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === directory && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
      } catch {
        return false;
      }
    })
    .map(Number);
}
