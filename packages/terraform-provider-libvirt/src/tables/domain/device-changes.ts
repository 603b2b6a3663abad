import { changesOfRows } from '../changes';
import { childElements, element, findAll, readXml, removeChild, writeXml, type XmlElement } from '../../xml';
import { matchElements, matchItems } from '../match';
import { patchRows } from '../patch';
import { readElement } from '../read';
import { type ListRow } from '../row';
import { asItems, type Item, type Value } from '../value';

/** One device that a running machine gets, loses or changes. */
export interface DeviceChange {
  kind: 'attach' | 'detach' | 'update';
  /** How people know it: its target or hardware address. */
  name: string;
  /** What is planned for it; what it was when it is detached. */
  item: Item;
  /** What it was, unless it is new. */
  before: Item | null;
  /** The device as libvirt is to be given it; as the machine has it when it is detached. */
  device: XmlElement;
}

function copyOf(node: XmlElement): XmlElement {
  return readXml(writeXml(node));
}

function patched(row: ListRow, node: XmlElement, before: Item, after: Item): XmlElement {
  patchRows(row.rows, node, before, after);
  // What libvirt found below the old medium says nothing of the new one.
  for (const found of childElements(node, 'backingStore')) removeChild(node, found);
  return node;
}

/** What of a list of devices changes in the running machine whose XML is given; devices that are gone already are left out. */
export function deviceChanges(row: ListRow, machine: XmlElement, was: Value, will: Value): DeviceChange[] {
  const before = asItems(was);
  const after = asItems(will);
  const items = matchItems(row, after, before);
  const found = matchElements(row, before, findAll(machine, `devices/${row.place}`), (node) => readElement(row, node)).pairs;
  const nameOf = (item: Item): string => row.key?.(item) ?? row.place;
  const gone = items.rest.flatMap((item): DeviceChange[] => {
    const device = found.get(item);
    return device === undefined ? [] : [{ kind: 'detach', name: nameOf(item), item, before: item, device }];
  });
  const others = after.flatMap((item): DeviceChange[] => {
    const old = items.pairs.get(item);
    const device = old && found.get(old);
    if (old === undefined || device === undefined)
      return [{ kind: 'attach', name: nameOf(item), item, before: null, device: patched(row, element(row.place), {}, item) }];
    if (changesOfRows(row.rows, old, item).length === 0) return [];
    return [{ kind: 'update', name: nameOf(item), item, before: old, device: patched(row, copyOf(device), old, item) }];
  });
  return [...gone, ...others];
}
