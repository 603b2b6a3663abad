import { dropElement, findAll, findElement, getPlace, type XmlElement } from '../../xml';
import { asItems, at, type Item } from '../value';

const ON_DRIVES = new Set(['sata', 'scsi', 'ide', 'fdc']);
/** Kinds of serial port whose one model has the same name. */
const OWN_MODEL = new Set(['isa-serial', 'usb-serial', 'pci-serial']);

function fits(bus: string, address: string): boolean {
  if (bus === 'virtio') return address !== 'drive' && address !== 'usb';
  if (bus === 'usb') return address === 'usb';
  return !ON_DRIVES.has(bus) || address === 'drive';
}

function drop(from: XmlElement, place: string): void {
  const found = findElement(from, place);
  if (found !== undefined) dropElement(from, place, found);
}

function settleDisk(disk: XmlElement): void {
  const [bus, address] = [getPlace(disk, 'target@bus'), getPlace(disk, 'address@type')];
  if (bus !== undefined && address !== undefined && !fits(bus, address)) drop(disk, 'address');
}

function settleSerial(serial: XmlElement): void {
  const [type = '', model] = [getPlace(serial, 'target@type'), getPlace(serial, 'target/model@name')];
  if (model === undefined || model === type || !OWN_MODEL.has(type)) return;
  drop(serial, 'target/model');
  drop(serial, 'address');
}

/** libvirt makes a serial port again for a console that it made for one. */
function settleConsoles(root: XmlElement, after: Item): void {
  if (findElement(root, 'devices/serial') !== undefined || asItems(at(after, 'devices.consoles')).length > 0) return;
  for (const console of findAll(root, 'devices/console'))
    if ((getPlace(console, 'target@type') ?? 'serial') === 'serial') dropElement(root, 'devices/console', console);
}

/** Drops what libvirt noted in a definition and what no longer fits what has changed in it: libvirt would refuse it, or undo the change. */
export function dropLeftovers(root: XmlElement, after: Item): void {
  findAll(root, 'devices/disk').forEach(settleDisk);
  findAll(root, 'devices/serial').forEach(settleSerial);
  settleConsoles(root, after);
}
