import { childElements, element, findAll, findElement, getPlace, readXml, removeChild, setPlace, type XmlElement } from '../../xml';
import { matchElements } from '../match';
import { patchRows } from '../patch';
import { readElement, readRows } from '../read';
import { type Table } from '../row';
import { asItems, at, type Item, type Value } from '../value';
import { disks } from './disks';

/** What a disk, or a level below it, is read from. */
interface Level {
  type: string;
  source: XmlElement;
  format: string | undefined;
}

const PARTS = ['volume.pool', 'volume.volume', 'file.file', 'block.dev'];

function isSource(level: XmlElement, wanted: Value): boolean {
  const found = at(readElement(disks, level), 'source');
  return wanted !== null && PARTS.every((part) => at(found, part) === at(wanted, part));
}

function asDisk({ type, source }: Level): XmlElement {
  return element('disk', { type }, [source]);
}

function levelsBelow(disk: XmlElement): Level[] {
  const below = findElement(disk, 'backingStore');
  const source = below && findElement(below, 'source');
  if (below === undefined || source === undefined) return [];
  return [{ type: below.attributes.get('type') ?? 'file', source, format: getPlace(below, 'format@type') }, ...levelsBelow(below)];
}

function levelOf(disk: XmlElement): Level | undefined {
  const source = findElement(disk, 'source');
  return source && { type: disk.attributes.get('type') ?? 'file', source, format: getPlace(disk, 'driver@type') };
}

function putLevel(disk: XmlElement, { type, source, format }: Level): void {
  disk.attributes.set('type', type);
  disk.children = disk.children.map((child) => (child.kind === 'element' && child.name === 'source' ? source : child));
  if (format !== undefined) setPlace(disk, 'driver@type', format);
}

/**
 * Shows disks that an external snapshot moved to a file of its own as what they were before: what is planned is still there, below.
 * Returns what undoes that for those that were not given another source meanwhile.
 */
function showPlanned(machine: XmlElement, items: readonly Item[]): () => void {
  const elements = findAll(machine, `devices/${disks.place}`);
  if (elements.every((disk) => levelsBelow(disk).length === 0)) return () => undefined;
  const { pairs } = matchElements(disks, items, elements, (node) => readElement(disks, node));
  const undo = [...pairs].flatMap(([{ source: wanted = null }, disk]) => {
    const top = levelOf(disk);
    const planned = isSource(disk, wanted) ? undefined : levelsBelow(disk).find((level) => isSource(asDisk(level), wanted));
    if (top === undefined || planned === undefined) return [];
    putLevel(disk, planned);
    return [
      () => {
        if (isSource(disk, wanted)) putLevel(disk, top);
        else for (const below of childElements(disk, 'backingStore')) removeChild(disk, below);
      },
    ];
  });
  return () => undo.forEach((step) => step());
}

/** Reads a machine; disks are what they were before external snapshots. */
export function readMachine(table: Table, xml: string, prior: Item): Item {
  const machine = readXml(xml);
  showPlanned(machine, asItems(at(prior, 'devices.disks')));
  return readRows(table.rows, machine, prior, 'managed');
}

/** A machine's XML, brought from the attributes `before` to `after`; disks with external snapshots go on with them. */
export function patchMachine(table: Table, xml: string, before: Item, after: Item): XmlElement {
  const machine = readXml(xml);
  const restore = showPlanned(machine, asItems(at(before, 'devices.disks')));
  patchRows(table.rows, machine, before, after);
  table.finish?.(machine, after);
  restore();
  return machine;
}
