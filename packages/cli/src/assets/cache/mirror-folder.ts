import { cpSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes `target` a copy of the folder `original`; what has the same size and time already is not copied again. */
export function mirrorFolder(original: string, target: string): void {
  removeExtra(original, target);
  cpSync(original, target, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true, filter: (from, to) => !isEqual(from, to) });
}

function removeExtra(original: string, target: string): void {
  if (!isFolder(target)) {
    rmSync(target, { force: true });
    return;
  }
  for (const name of readdirSync(target)) {
    const from = join(original, name);
    const to = join(target, name);
    if (isFolder(from) && isFolder(to)) {
      removeExtra(from, to);
    } else if (!isEqual(from, to)) {
      rmSync(to, { recursive: true, force: true });
    }
  }
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function isEqual(from: string, to: string): boolean {
  const [a, b] = [lstatSync(from, { throwIfNoEntry: false }), lstatSync(to, { throwIfNoEntry: false })];
  // Copied times lose what is below a millisecond.
  return (
    a !== undefined &&
    b !== undefined &&
    a.isFile() &&
    b.isFile() &&
    a.size === b.size &&
    a.mode === b.mode &&
    Math.abs(a.mtimeMs - b.mtimeMs) < 2
  );
}
