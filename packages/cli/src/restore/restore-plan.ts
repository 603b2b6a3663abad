import type { BackedUpDisk, BackedUpMachine, BackedUpState, Backup } from '../backup/backup-manifest';
import { UserError } from '../errors';
import { formatBytes } from '../host/system/bytes';
import { type PlannedDisk, plannedMachine } from '../lab/planned-disks';
import type { Target, TargetMachine } from '../lab/target';
import type { StackResource } from '../terraform/stack-json';

/** A disk of the app and the one of the backup whose content it gets. */
export interface RestoredDisk {
  readonly planned: PlannedDisk;
  readonly backup: BackedUpDisk;
}

/** A machine of the app and what it gets from a backup. */
export interface RestoredMachine {
  readonly target: TargetMachine;
  readonly backup: BackedUpMachine;
  /** Terraform's address of its domain. */
  readonly address: string;
  readonly disks: readonly RestoredDisk[];
  /** What the backup has of it outside its disks, and the app gives it a place for. */
  readonly state: readonly BackedUpState[];
}

/**
 * Finds for each machine of a target, and each of its disks, what a backup has. Hosts, pools and volumes may be others than they were.
 *
 * @throws UserError when the backup lacks something, or something in it does not fit; then nothing was changed
 */
export function planRestore(
  target: Target,
  { folder, manifest }: Backup,
  resourcesOf: (stack: TargetMachine['stack']) => readonly StackResource[],
): RestoredMachine[] {
  return target.machines.map((machine) => {
    const { name } = machine.machine;
    const backup = manifest.machines.find((backedUp) => backedUp.name === name);
    if (!backup) {
      throw new UserError(`${name} is not in the backup ${folder}.`, `It has: ${manifest.machines.map((each) => each.name).join(', ')}.`);
    }
    const planned = plannedMachine(resourcesOf(machine.stack), machine.machine);
    if (!planned) {
      throw new UserError(`The app has no libvirt_domain for ${name}.`, "Run 'labcloud synth' to see why.");
    }
    const state = (backup.state ?? []).filter(({ kind }) => planned.keeps.includes(kind));
    return { target: machine, backup, address: planned.address, disks: pairDisks(name, planned.disks, backup), state };
  });
}

function pairDisks(name: string, planned: readonly PlannedDisk[], backup: BackedUpMachine): RestoredDisk[] {
  const extra = planned.find((disk) => !backup.disks.some(({ target }) => target === disk.target));
  if (extra) {
    throw new UserError(
      `${name} has a disk ${extra.target} in the app, and the backup has none.`,
      'Detach it in the app, restore, and attach it again.',
    );
  }
  return backup.disks.map((disk) => {
    const wanted = planned.find(({ target }) => target === disk.target);
    if (!wanted) {
      throw new UserError(
        `The backup has a disk ${disk.target} of ${name}, and the app has none.`,
        'Attach a volume in the app, so that its content has a place.',
      );
    }
    if (wanted.format !== undefined && wanted.format !== disk.format) {
      throw new UserError(`The disk ${disk.target} of ${name} is '${wanted.format}' in the app and '${disk.format}' in the backup.`);
    }
    if (wanted.capacity !== undefined && wanted.capacity < disk.capacity) {
      throw new UserError(
        `The disk ${disk.target} of ${name} has ${formatBytes(wanted.capacity)} in the app, and ${formatBytes(disk.capacity)} in the backup.`,
        'Make it at least as large in the app.',
      );
    }
    return { planned: wanted, backup: disk };
  });
}
