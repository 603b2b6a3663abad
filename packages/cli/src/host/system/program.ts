import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from './command';

/** The path of a program on a search path, by default also in the system's folders, or undefined. */
export function findProgram(name: string, path: string = searchPath()): string | undefined {
  return path
    .split(':')
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Whether a program is on the search path or in the system's folders. */
export function hasProgram(name: string): boolean {
  return findProgram(name) !== undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
