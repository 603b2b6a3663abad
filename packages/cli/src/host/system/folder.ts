import { type Stats, readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The deepest part of a path that exists. */
export function existingPart(path: string): string {
  for (let part = resolve(path); ; part = dirname(part)) {
    if (statOf(part) || part === '/') {
      return part;
    }
  }
}

/** Every folder from the root down to a path, itself included. */
export function ancestors(path: string): string[] {
  const names = resolve(path).split('/').filter(Boolean);
  return ['/', ...names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`)];
}

/** The bytes that the files in a folder and below it occupy; 0 where this user may not look. */
export function occupiedBytes(folder: string): number {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + (statOf(join(entry.parentPath, entry.name))?.blocks ?? 0) * 512, 0);
  } catch {
    return 0;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
