import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { BackedUpVolume, Backup } from '../backup/backup-manifest';
import { UserError } from '../errors';
import { ContainerVolumes } from '../lab/container-volumes';
import { DockerEngine } from '../lab/docker-engine';
import type { PlannedVolume } from '../lab/planned-volumes';

/** A volume of the app and what it gets from a backup. */
export interface RestoredVolume {
  readonly planned: PlannedVolume;
  readonly backup: BackedUpVolume;
}

/** The container volumes of the app that a backup has; they may be on another engine by now. */
export function pairVolumes(planned: readonly PlannedVolume[], { manifest }: Backup): RestoredVolume[] {
  return (manifest.volumes ?? []).flatMap((backup) => {
    const wanted = planned.find(({ name }) => name === backup.name);
    return wanted ? [{ planned: wanted, backup }] : [];
  });
}

/** The names of the volumes of a backup that have not found one of the app. */
export function strangers(restored: readonly RestoredVolume[], { manifest }: Backup): string[] {
  const found = new Set(restored.map(({ backup }) => backup.name));
  return (manifest.volumes ?? []).map(({ name }) => name).filter((name) => !found.has(name));
}

/** Whether a volume exists, so that what is in it would be lost. */
export async function volumeExists({ name, engine }: PlannedVolume): Promise<boolean> {
  return (await new ContainerVolumes(new DockerEngine(engine)).find(name)) !== undefined;
}

/**
 * Puts the files of a backup in place of all that a volume holds. The containers that have it are removed: the app makes them anew.
 *
 * @throws UserError when the volume does not exist
 */
export async function restoreVolume({ planned, backup }: RestoredVolume, folder: string, signal: AbortSignal): Promise<void> {
  const engine = new DockerEngine(planned.engine);
  const volumes = new ContainerVolumes(engine);
  const details = await volumes.find(planned.name);
  if (!details) {
    throw new UserError(`The volume ${planned.name} does not exist.`);
  }
  for (const { Id } of await volumes.users(planned.name)) {
    await engine.removeContainer(Id);
  }
  await volumes.write(details, createReadStream(join(folder, backup.file)), signal);
}
