import fc from '../../../support/properties';
import {
  domainTable,
  networkTable,
  nwfilterTable,
  patchTable,
  readTable,
  type Table,
  writeTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';
import {
  childElements,
  element,
  insertChild,
  readXml,
  writeXml,
  type XmlElement,
} from '../../../../packages/terraform-provider-libvirt/src/xml';
import { withSizes } from './arbitrary';

// Machines are large: more runs take seconds and have found nothing more.
fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 40 });

const tables: [string, Table][] = [domainTable, networkTable, nwfilterTable].map((table) => [table.name, table]);

/** Puts an element that no table knows into every element but those of metadata, which are not the tables'. */
function litter(node: XmlElement): void {
  for (const child of childElements(node)) if (child.name !== 'metadata') litter(child);
  insertChild(node, element('stranger', { from: 'elsewhere' }));
}

function countStrangers(node: XmlElement): number {
  return childElements(node).reduce((sum, child) => sum + countStrangers(child), childElements(node, 'stranger').length);
}

describe.each(tables)('the table of %s', (_name, table) => {
  const any = withSizes(table.rows);

  it('reads back what it wrote, spelled as it was', () => {
    fc.assert(
      fc.property(any, (attributes) =>
        expect({ ...readTable(table, writeTable(table, attributes), attributes), id: null }).toEqual(attributes),
      ),
    );
  });

  it('patches what it wrote into anything else', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        const patched = patchTable(table, writeTable(table, before), before, after);
        expect({ ...readTable(table, patched, after), id: null }).toEqual(after);
      }),
    );
  });

  it('leaves XML alone that already means what is wanted, with all that it does not know', () => {
    fc.assert(
      fc.property(any, (attributes) => {
        const root = readXml(writeTable(table, attributes));
        litter(root);
        const xml = writeXml(root);
        expect(patchTable(table, xml, attributes, attributes)).toBe(xml);
      }),
    );
  });

  it('keeps what it does not know in all that stays', () => {
    fc.assert(
      fc.property(any, any, (before, after) => {
        const root = readXml(writeTable(table, before));
        insertChild(root, element('stranger'));
        const patched = readXml(patchTable(table, writeXml(root), before, after));
        expect(countStrangers(patched)).toBe(1);
      }),
    );
  });
});
