import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { searchPath } from './command';

/** The path of a program on the search path or in the system's folders, or undefined. */
export function findProgram(name: string): string | undefined {
  return searchPath()
    .split(':')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
