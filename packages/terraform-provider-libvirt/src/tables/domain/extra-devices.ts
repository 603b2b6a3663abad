import { asItems, at, type Item } from '../value';

type Verdict = 'drift' | 'ignore';

/** Fewer fit on a controller of none of these kinds. */
const LEAST_ON_A_CONTROLLER = 4;
const BUSES = new Set(['usb', 'sata', 'ide', 'scsi', 'fdc']);

function planned(devices: Item, kind: string): Item[] {
  return asItems(devices[kind]);
}

/** Of serial ports, libvirt adds the one that the first console shows. */
export function extraSerial(found: Item, devices: Item): Verdict {
  return at(found, 'target.port') === 0 && planned(devices, 'consoles').length > 0 ? 'ignore' : 'drift';
}

/** Of consoles, libvirt adds one that shows the first serial port, and has its number. */
export function extraConsole(found: Item, devices: Item): Verdict {
  const ports = [0, ...planned(devices, 'serials').map((serial) => at(serial, 'target.port') ?? 0)];
  return ports.includes(Number(at(found, 'target.port'))) && (at(found, 'target.type') ?? 'serial') === 'serial' ? 'ignore' : 'drift';
}

/** Of controllers, libvirt adds PCI bridges as it likes, the first of each other kind for whatever needs it, and more for many disks. */
export function extraController({ type, index }: Item, devices: Item): Verdict {
  if (!BUSES.has(String(type)) || index === 0) return 'ignore';
  const disks = planned(devices, 'disks').filter((disk) => (at(disk, 'target.bus') ?? type) === type);
  return Number(index) * LEAST_ON_A_CONTROLLER < disks.length ? 'ignore' : 'drift';
}

/** Of video cards, libvirt adds one where there is a screen to look at and none is planned. */
export function extraVideo(_found: Item, devices: Item): Verdict {
  return planned(devices, 'graphics').length > 0 && planned(devices, 'videos').length === 0 ? 'ignore' : 'drift';
}
