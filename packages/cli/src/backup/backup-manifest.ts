import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../errors';
import type { StateKind, StatePlace } from '../lab/machine-state';

/** A disk in a backup. It stands for itself: what it had in common with disks below it is in it. */
export interface BackedUpDisk {
  /** What the guest's bus calls it, e.g. `vda`. */
  readonly target: string;
  readonly pool: string;
  readonly volume: string;
  /** The format of the volume and of the file. */
  readonly format: 'qcow2' | 'raw';
  /** What the guest sees, in bytes. */
  readonly capacity: number;
  /** The volumes that it stood on, the nearest first. */
  readonly backing: readonly string[];
  /** Relative to the backup's folder. */
  readonly file: string;
  /** The file's length in bytes. */
  readonly size: number;
  /** Of the file, in hex. */
  readonly sha256: string;
}

/** A part of what a machine keeps outside its disks, as it was on its host. */
export interface BackedUpState extends StatePlace {
  readonly files: readonly {
    /** Its name on the host. */
    readonly name: string;
    /** Relative to the backup's folder. */
    readonly file: string;
    readonly size: number;
    readonly sha256: string;
  }[];
}

/** A machine in a backup. */
export interface BackedUpMachine {
  readonly name: string;
  readonly domain: string;
  readonly uuid: string;
  /** The libvirt URI of the host that it was on. */
  readonly host: string;
  /** Its libvirt XML, without secrets: to look at. What is restored comes from the app. */
  readonly definition: { readonly file: string; readonly size: number; readonly sha256: string };
  /** `frozen`: its agent had written everything out; `off`: it did not run; `crash`: as after a power cut. */
  readonly consistency: 'frozen' | 'off' | 'crash';
  /** What it keeps outside its disks and is not in the backup, because it is where libvirt does not reach. */
  readonly without: readonly StateKind[];
  /** What it keeps outside its disks. @default - nothing */
  readonly state?: readonly BackedUpState[];
  readonly disks: readonly BackedUpDisk[];
}

/** A container volume in a backup: all its files. */
export interface BackedUpVolume {
  readonly name: string;
  /** The address of the Docker engine that it was on. */
  readonly engine: string;
  /** A tar file, relative to the backup's folder. */
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

/** The content of a backup's `manifest.json`, which is written last: a folder without it is no backup. */
export interface BackupManifest {
  readonly version: 1;
  readonly lab: string;
  /** What was backed up: `lab:ID`, `stack:NAME` or `machine:NAME`. */
  readonly target: string;
  readonly takenAt: string;
  readonly machines: readonly BackedUpMachine[];
  /** Each as of the moment in which its containers stood still. @default - none */
  readonly volumes?: readonly BackedUpVolume[];
}

/** A backup in a folder. */
export interface Backup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/** The file that makes a folder a backup. */
export const MANIFEST = 'manifest.json';

/**
 * Opens the backup in a folder, or the newest one in the folders directly below it.
 *
 * @throws UserError when there is none, or its manifest is damaged
 */
export function openBackup(folder: string): Backup {
  const backup = existsSync(join(folder, MANIFEST)) ? readBackup(resolve(folder)) : listBackups(folder).at(-1);
  if (!backup) {
    throw new UserError(`There is no backup in ${resolve(folder)}.`, `A backup is a folder with a ${MANIFEST}.`);
  }
  return backup;
}

/** The backups in the folders directly below one, the newest last; folders that are none are left out. */
export function listBackups(folder: string): Backup[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names
    .map((name) => resolve(folder, name))
    .filter((path) => existsSync(join(path, MANIFEST)))
    .map(readBackup)
    .sort((a, b) => a.manifest.takenAt.localeCompare(b.manifest.takenAt));
}

function readBackup(folder: string): Backup {
  const file = join(folder, MANIFEST);
  let manifest: BackupManifest;
  try {
    manifest = JSON.parse(readFileSync(file, 'utf8')) as BackupManifest;
  } catch (error) {
    throw new UserError(`${file} is damaged: ${(error as Error).message}`);
  }
  if (manifest.version !== 1) {
    throw new UserError(`${file} has version ${String(manifest.version)}, expected 1.`, 'Use the labcloud that wrote it.');
  }
  return { folder, manifest };
}
