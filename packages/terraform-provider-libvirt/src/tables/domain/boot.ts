import { type Diagnostic } from '@labcloud/terraform-plugin';
import { dropElement, findAll, findElement, type XmlElement } from '../../xml';
import { asItems, at, type Item } from '../value';

const ORDERED = ['devices/disk', 'devices/interface'];

/** Drops the kinds of device that libvirt noted for itself, where single devices have an order: it takes either, and adds the former. */
export function settleBootOrder(root: XmlElement, after: Item): void {
  if (asItems(at(after, 'os.boot_devices')).length > 0) return;
  const ordered = ORDERED.flatMap((place) => findAll(root, place)).some((device) => findElement(device, 'boot') !== undefined);
  if (ordered) for (const kind of findAll(root, 'os/boot')) dropElement(root, 'os/boot', kind);
}

/** What is wrong with an order of kinds and one of single devices at once. */
export function bootProblems(config: Item): Diagnostic[] {
  const devices = ['disks', 'interfaces'].flatMap((kind) => asItems(at(config, `devices.${kind}`)));
  if (asItems(at(config, 'os.boot_devices')).length === 0 || !devices.some((device) => at(device, 'boot') !== null)) return [];
  const detail = '`os.boot_devices` orders kinds of device and `boot.order` single ones: leave one out.';
  return [{ severity: 'error', summary: 'Two boot orders', detail, path: ['os', 'boot_devices'] }];
}
