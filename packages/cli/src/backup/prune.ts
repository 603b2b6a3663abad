import { rmSync } from 'node:fs';
import { type Backup, listBackups } from './backup-manifest';

/** Removes the oldest backups of a target below a folder until `keep` are left; those of other targets stay. */
export function pruneBackups(folder: string, { manifest }: Backup, keep: number): Backup[] {
  const same = listBackups(folder).filter(({ manifest: other }) => other.lab === manifest.lab && other.target === manifest.target);
  const surplus = same.slice(0, Math.max(0, same.length - keep));
  surplus.forEach((backup) => rmSync(backup.folder, { recursive: true, force: true }));
  return surplus;
}
