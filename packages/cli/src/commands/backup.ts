import { resolve } from 'node:path';
import { type Backup, listBackups, openBackup } from '../backup/backup-manifest';
import { pruneBackups } from '../backup/prune';
import { takeBackup } from '../backup/take-backup';
import { verifyBackup } from '../backup/verify';
import { UserError } from '../errors';
import { formatBytes } from '../host/system/bytes';
import { HostConnections } from '../lab/host-connections';
import { type PlannedVolume, plannedVolumes } from '../lab/planned-volumes';
import { withProjectLock } from '../lab/project-lock';
import { findTarget, type Target } from '../lab/target';
import { type Manifest, readManifest, stackDirectory } from '../project/manifest';
import type { Project } from '../project/project';
import { synth } from '../project/synth';
import { readStackResources } from '../terraform/stack-json';
import { formatTable } from '../ui/table';
import type { CommandContext } from './context';

export interface BackupOptions {
  /** The folder that gets a folder for each backup. */
  readonly to: string;
  /** How many backups of this target to keep below it. @default - all */
  readonly keep?: number;
}

/** Copies the disks of machines, as of one moment, and the files of container volumes into a folder, verifies that, and prints the folder. */
export function runBackup(context: CommandContext, options: BackupOptions, targetName?: string): Promise<number> {
  const { project, reporter, signal } = context;
  return withProjectLock(project, () =>
    HostConnections.during(async (hosts) => {
      const manifest = readManifest(project) ?? (await synth(project));
      const target = findTarget(manifest, targetName, true);
      const volumes = volumesOf(project, manifest, target);
      if (target.machines.length === 0 && volumes.length === 0) {
        throw new UserError(`${target.name} has neither machines nor container volumes.`);
      }
      const backup = await takeBackup(target, options.to, { lab: manifest.lab, volumes, hosts, reporter, signal });
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

/** The container volumes of a target: those of its stacks; none of a machine alone. */
export function volumesOf(project: Project, manifest: Manifest, { kind, name }: Target): PlannedVolume[] {
  const stacks = manifest.stacks.filter((stack) => kind === 'lab' || (kind === 'stack' && stack.name === name));
  return stacks.flatMap((stack) => plannedVolumes(stack.name, readStackResources(stackDirectory(project, stack))));
}

const PARTS = { nvram: 'the variables of its firmware', tpm: 'the state of its TPM' } as const;

/** Says which backups a folder holds. */
export function runBackupList(folder: string, options: { readonly json?: boolean }): number {
  const backups = listBackups(folder);
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ backups: backups.map(({ folder: path, manifest }) => ({ folder: path, ...manifest })) }, null, 2)}\n`
      : `${formatTable(['TAKEN', 'OF', 'MACHINES, VOLUMES', 'SIZE', 'FOLDER'], backups.map(rowOf))}\n`,
  );
  return 0;
}

/** Reads a backup and compares it with what was written. */
export async function runBackupVerify({ reporter, signal }: CommandContext, folder: string): Promise<number> {
  const backup = openBackup(folder);
  await reporter.step(`Verify ${backup.folder}`, (progress) =>
    verifyBackup(backup.folder, backup.manifest, signal, (file) => progress.update(file)),
  );
  process.stdout.write(`${resolve(backup.folder)} is whole.\n`);
  return 0;
}

function rowOf({ folder, manifest: { takenAt, target, machines, volumes = [] } }: Backup): string[] {
  const size = [...machines.flatMap(({ disks }) => disks), ...volumes].reduce((sum, part) => sum + part.size, 0);
  return [takenAt, target, [...machines, ...volumes].map(({ name }) => name).join(', '), formatBytes(size), folder];
}
