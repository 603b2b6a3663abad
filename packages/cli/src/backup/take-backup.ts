import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { uninterrupted } from '../interruption';
import { whileFrozen } from '../lab/frozen';
import type { HostConnections } from '../lab/host-connections';
import type { Target } from '../lab/target';
import type { Reporter } from '../ui/progress';
import type { PlannedVolume } from '../lab/planned-volumes';
import { type BackedUpVolume, type Backup, type BackupManifest, MANIFEST } from './backup-manifest';
import { MachineBackup } from './machine-backup';
import { storeVolume } from './store-volume';

/** What taking a backup works with. */
export interface TakeBackupOptions {
  readonly lab: string;
  /** The container volumes that belong to the target. */
  readonly volumes: readonly PlannedVolume[];
  readonly hosts: HostConnections;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/**
 * Backs the machines of a target up, as of one moment, into a new folder below `to` (mode 0700), and verifies it.
 * The folder gets its name when it is whole.
 *
 * @throws UserError when a disk cannot be copied; then nothing is left on the hosts and below `to`
 */
export async function takeBackup(
  target: Target,
  to: string,
  { lab, volumes: planned, hosts, reporter, signal }: TakeBackupOptions,
): Promise<Backup> {
  const { takenAt, folder, partial } = await claimFolder(to, [lab, ...(target.kind === 'lab' ? [] : [target.name])].join('.'));
  const backups: MachineBackup[] = [];
  try {
    const machines = await reporter.step(`Back ${target.name} up`, async (progress) => {
      for (const machine of target.machines) {
        signal.throwIfAborted();
        const backup = await MachineBackup.of(machine, await hosts.to(machine.uri));
        backups.push(backup);
        await backup.prepare();
      }
      const guests = backups.map(({ guest }) => guest).filter((guest) => guest !== undefined);
      const { refusals } = await whileFrozen(guests, () => Promise.all(backups.map((backup) => backup.begin())));
      const stored = [];
      for (const backup of backups) {
        const refusal = refusals.get(backup.uuid);
        if (refusal !== undefined) {
          reporter.note(`${backup.name} was not frozen: ${refusal}. What is backed up is as after a power cut.`);
        }
        stored.push(await backup.store(partial, refusal, progress, signal));
      }
      return stored;
    });
    const volumes: BackedUpVolume[] = [];
    for (const volume of planned) {
      volumes.push(await reporter.step(`Back the volume ${volume.name} up`, (progress) => storeVolume(volume, partial, progress, signal)));
    }
    const manifest: BackupManifest = { version: 1, lab, target: `${target.kind}:${target.name}`, takenAt, machines, volumes };
    writeFileSync(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    renameSync(partial, folder);
    return { folder, manifest };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  } finally {
    await uninterrupted(async () => {
      for (const backup of backups) {
        await backup.end();
      }
    });
  }
}

/** Makes the folder that a backup is written to. Its name tells the second, so a second backup waits for the next one. */
async function claimFolder(to: string, name: string): Promise<{ takenAt: string; folder: string; partial: string }> {
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (;;) {
    const takenAt = new Date().toISOString();
    const folder = resolve(to, `${name}.${takenAt.replace(/[-:]|\.\d+/g, '')}`);
    const partial = `${folder}.partial`;
    if (!existsSync(folder) && isNew(partial)) {
      return { takenAt, folder, partial };
    }
    await sleep(1000 - (Date.now() % 1000));
  }
}

function isNew(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}
