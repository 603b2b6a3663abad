import { changesOf, type Item, type Table } from '../../../packages/terraform-provider-libvirt/src/tables';
import { catalogues } from './catalogue';
import { leavesOf } from './leaves';
import { type Catalogue, leafOf, sidesOf, type Trial } from './trial';

const UNKNOWN_MACHINE = {};

function changed(table: Table, base: Item, trial: Trial): string[] {
  const { before, after } = sidesOf(base, trial);
  return changesOf(table, before, after, UNKNOWN_MACHINE).map(({ path, name }) =>
    typeof path.at(-1) === 'number' ? name.replace(/\[[^\]]*\]$/, '[]').replace(/\[[^\]]+\]/g, '') : name.replace(/\[[^\]]*\]/g, ''),
  );
}

function triedIn(table: Table, { base, trials }: Catalogue): Set<string> {
  return new Set(trials.flatMap((trial) => [leafOf(trial), ...changed(table, base, trial)]));
}

describe.each(catalogues.map(([table, catalogue]) => [table.name, table, catalogue] as const))(
  'the effects of %s',
  (_name, table, catalogue) => {
    it('are tried for every attribute, or it is said why not', () => {
      const tried = triedIn(table, catalogue);
      const missing = leavesOf(table).filter((leaf) => !tried.has(leaf) && !(leaf in catalogue.untried));
      expect(missing).toEqual([]);
    });

    it('are not tried for attributes that are said not to be, nor for such as there are not', () => {
      const tried = triedIn(table, catalogue);
      const leaves = new Set(leavesOf(table));
      expect(Object.keys(catalogue.untried).filter((leaf) => tried.has(leaf) || !leaves.has(leaf))).toEqual([]);
    });

    it('are tried by changes that the table sees', () => {
      const unseen = catalogue.trials.filter((trial) => changed(table, catalogue.base, trial).length === 0);
      expect(unseen.map(leafOf)).toEqual([]);
    });
  },
);
