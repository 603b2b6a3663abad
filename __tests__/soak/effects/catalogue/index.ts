import {
  cloudinitDiskTable,
  domainTable,
  networkTable,
  nwfilterTable,
  poolTable,
  secretTable,
  type Table,
  volumeTable,
} from '../../../../packages/terraform-provider-libvirt/src/tables';
import { type Catalogue } from '../trial';
import { domainCatalogue } from './domain';
import { networkCatalogue } from './network';
import { nwfilterCatalogue } from './nwfilter';
import { poolCatalogue, secretCatalogue, seedCatalogue, volumeCatalogue } from './storage';

/** How the attributes of each noun are tried. */
export const catalogues: readonly (readonly [Table, Catalogue])[] = [
  [domainTable, domainCatalogue],
  [networkTable, networkCatalogue],
  [nwfilterTable, nwfilterCatalogue],
  [poolTable, poolCatalogue],
  [volumeTable, volumeCatalogue],
  [cloudinitDiskTable, seedCatalogue],
  [secretTable, secretCatalogue],
];
