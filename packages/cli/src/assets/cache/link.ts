import { copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Makes `target` the same file as `original`: a hard link, else a symbolic one; does nothing when it is that already. */
export function linkFile(original: string, target: string): void {
  if (isSame(original, target)) {
    return;
  }
  mkdirSync(dirname(target), { recursive: true });
  const fresh = `${target}.new`;
  rmSync(fresh, { force: true });
  try {
    linkSync(original, fresh);
  } catch {
    symlinkSync(original, fresh);
  }
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) {
    rmSync(target, { recursive: true });
  }
  renameSync(fresh, target);
}

/** Makes `target` a folder with the same regular files as `original`, by hard links, else copies: Docker follows no link out of a build context. */
export function linkContext(original: string, target: string): void {
  const names = readdirSync(original);
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(target).filter((each) => !names.includes(each))) {
    rmSync(join(target, name), { recursive: true });
  }
  for (const name of names) {
    const from = join(original, name);
    const to = join(target, name);
    if (isSame(from, to) || isCopy(from, to)) {
      continue;
    }
    rmSync(to, { recursive: true, force: true });
    try {
      linkSync(from, to);
    } catch {
      copyFileSync(from, to);
    }
  }
}

function isSame(original: string, target: string): boolean {
  const found = statSync(target, { throwIfNoEntry: false });
  const wanted = statSync(original);
  return found !== undefined && found.ino === wanted.ino && found.dev === wanted.dev;
}

function isCopy(original: string, target: string): boolean {
  const found = lstatSync(target, { throwIfNoEntry: false });
  const wanted = statSync(original);
  return found !== undefined && found.isFile() && found.size === wanted.size && found.mtimeMs >= wanted.mtimeMs;
}
