import { resolve } from 'node:path';
import { type Backup, listBackups, openBackup } from '../backup/backup-manifest';
import { pruneBackups } from '../backup/prune';
import { takeBackup } from '../backup/take-backup';
import { verifyMachines } from '../backup/verify';
import { formatBytes } from '../host/system/bytes';
import { HostConnections } from '../lab/host-connections';
import { withProjectLock } from '../lab/project-lock';
import { findTarget } from '../lab/target';
import { readManifest } from '../project/manifest';
import { synth } from '../project/synth';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';

export interface BackupOptions {
  /** The folder that gets a folder for each backup. */
  readonly to: string;
  /** How many backups of this target to keep below it. @default - all */
  readonly keep?: number;
}

/** Copies the disks of machines, as of one moment, into a folder, verifies that, and prints the folder. */
export function runBackup(context: CommandContext, options: BackupOptions, targetName?: string): Promise<number> {
  const { project, reporter, signal } = context;
  return withProjectLock(project, () =>
    HostConnections.during(async (hosts) => {
      const manifest = readManifest(project) ?? (await synth(project));
      const target = findTarget(manifest, targetName);
      const backup = await takeBackup(target, options.to, { lab: manifest.lab, hosts, reporter, signal });
      for (const { name, without } of backup.manifest.machines.filter((machine) => machine.without.length > 0)) {
        reporter.note(`Not in the backup of ${name}: ${without.map((part) => PARTS[part]).join(', ')}.`);
      }
      if (options.keep !== undefined) {
        pruneBackups(options.to, backup, options.keep).forEach(({ folder }) => reporter.note(`Removed the old backup ${folder}.`));
      }
      process.stdout.write(`${backup.folder}\n`);
      return 0;
    }),
  );
}

const PARTS = { nvram: 'the variables of its firmware', tpm: 'the state of its TPM' } as const;

/** Says which backups a folder holds. */
export function runBackupList(folder: string, options: { readonly json?: boolean }): number {
  const backups = listBackups(folder);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ backups: backups.map(({ folder: path, manifest }) => ({ folder: path, ...manifest })) }, null, 2)}\n`
      : `${formatTable(['TAKEN', 'OF', 'MACHINES', 'SIZE', 'FOLDER'], backups.map(rowOf))}\n`,
  );
  return 0;
}

/** Reads a backup and compares it with what was written. */
export async function runBackupVerify({ reporter, signal }: CommandContext, folder: string): Promise<number> {
  const backup = openBackup(folder);
  await reporter.step(`Verify ${backup.folder}`, (progress) =>
    verifyMachines(backup.folder, backup.manifest.machines, signal, (file) => progress.update(file)),
  );
  process.stdout.write(`${resolve(backup.folder)} is whole.\n`);
  return 0;
}

function rowOf({ folder, manifest: { takenAt, target, machines } }: Backup): string[] {
  const size = machines.flatMap(({ disks }) => disks).reduce((sum, disk) => sum + disk.size, 0);
  return [takenAt, target, machines.map(({ name }) => name).join(', '), formatBytes(size), folder];
}
