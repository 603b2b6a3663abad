import { type EffectRule, live, restart } from '../effect';
import { asItem, at, isUnknown, type Item, stringAt } from '../value';

const BUSES: readonly [RegExp, string][] = [
  [/^vd/, 'virtio'],
  [/^sd/, 'scsi'],
  [/^hd/, 'ide'],
  [/^fd/, 'fdc'],
];

/** Where QEMU can plug while a guest runs. */
const PLUGGABLE = new Set(['virtio', 'scsi', 'usb']);

const attached = live('it is attached to the running machine');
const detached = live('it is detached from the running machine, whose guest has to let go of it');
const builtIn = restart('a drive is built in while the machine is off');
const exchanged = live('the medium in the drive is changed');
const fixed = restart('libvirt cannot exchange what is behind a disk while the machine runs');

/** The bus of a disk; where it is left out, the one that libvirt takes by the name of the target. */
function busOf(disk: Item): string | undefined {
  const device = stringAt(disk, 'target.dev') ?? '';
  if (isUnknown(at(disk, 'target.bus'))) return undefined;
  return stringAt(disk, 'target.bus') ?? BUSES.find(([prefix]) => prefix.test(device))?.[1];
}

function isDrive({ device }: Item): boolean {
  return device === 'cdrom' || device === 'floppy';
}

/** What one disk more or less does. */
export const diskMembers: EffectRule = (before, after, known, around) => {
  const disk = asItem(after ?? before);
  const bus = busOf(disk);
  if (isDrive(disk)) return builtIn(before, after, known, around);
  const rule =
    bus !== undefined && PLUGGABLE.has(bus)
      ? after === null
        ? detached
        : attached
      : restart(`nothing can be plugged on the bus ${bus ?? 'that libvirt chooses'} while the machine runs`);
  return rule(before, after, known, around);
};

/** What another source of a disk does: drives take another medium, disks do not. */
export const diskSource: EffectRule = (before, after, known, around) =>
  (isDrive(around.before) && isDrive(around.after) ? exchanged : fixed)(before, after, known, around);
