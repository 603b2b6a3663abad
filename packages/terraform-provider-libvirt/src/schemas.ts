import { type Schema } from '@labcloud/terraform-plugin';
import {
  cloudinitDiskTable,
  domainTable,
  networkTable,
  nwfilterTable,
  poolTable,
  schemaOf,
  secretTable,
  type Table,
  volumeTable,
} from './tables';

/** The address that Terraform configurations name. */
export const SOURCE = 'labcloud.local/labcloud/libvirt';

/** The tables of all resources. */
const TABLES: readonly Table[] = [cloudinitDiskTable, domainTable, networkTable, nwfilterTable, poolTable, secretTable, volumeTable];

/** The schema of the provider block. */
export const providerSchema: Schema = {
  description: 'libvirt on a host.',
  attributes: {
    uri: { type: 'string', optional: true, description: 'Which libvirt, as its own tools spell it. Default `qemu:///system`.' },
  },
};

/** The schemas of all resources, by name. */
export const resourceSchemas: Readonly<Record<string, Schema>> = Object.fromEntries(TABLES.map((table) => [table.name, schemaOf(table)]));
