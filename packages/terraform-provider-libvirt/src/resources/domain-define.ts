import { DomainXMLFlags } from '@labcloud/libvirt-client';
import { attempt } from '../errors';
import { diskList, domainTable, interfaceList, type Item, type ListRow, patchMachine, readElement } from '../tables';
import { childElements, findAll, insertChild, readXml, writeXml, type XmlElement } from '../xml';
import { type Target } from './domain-power';

/** The definition of a machine, as it is when it starts next. */
export function definitionOf({ connection, domain }: Target): Promise<string> {
  return connection.domainGetXMLDesc(domain, DomainXMLFlags.INACTIVE | DomainXMLFlags.SECURE);
}

function keyed(row: ListRow, machine: XmlElement): Map<string, XmlElement> {
  const found = findAll(machine, `devices/${row.place}`).map((node) => [row.key?.(readElement(row, node)) ?? '', node] as const);
  return new Map(found.filter(([key]) => key !== ''));
}

/** Gives the devices that were plugged in the place in the definition that they have in the running machine, so that the guest knows them again. */
function settlePlaces(definition: XmlElement, running: XmlElement): void {
  const spell = (node: XmlElement): string => JSON.stringify([...node.attributes].sort());
  const taken = new Set(
    findAll(definition, 'devices')
      .flatMap((devices) => childElements(devices))
      .flatMap((node) => childElements(node, 'address').map(spell)),
  );
  for (const row of [diskList, interfaceList]) {
    const there = keyed(row, running);
    for (const [key, node] of keyed(row, definition)) {
      const [address] = childElements(there.get(key) ?? node, 'address');
      if (childElements(node, 'address').length > 0 || address === undefined || taken.has(spell(address))) continue;
      taken.add(spell(address));
      insertChild(node, address);
    }
  }
}

/** Brings the definition of a machine from `before` to `after`; what the tables do not know stays as it is. */
export async function define(target: Target, before: Item, after: Item, running: boolean): Promise<void> {
  const { connection, domain } = target;
  const root = patchMachine(domainTable, await definitionOf(target), before, after);
  if (running) settlePlaces(root, readXml(await connection.domainGetXMLDesc(domain, DomainXMLFlags.MIGRATABLE)));
  await attempt('Changing the definition of the machine', () => connection.domainDefineXMLFlags(writeXml(root)));
}
