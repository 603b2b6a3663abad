import { type Row, type Rows, type Table } from '../../../packages/terraform-provider-libvirt/src/tables';

function leavesOfRow(name: string, row: Row): string[] {
  if (row.mode === 'computed') return [];
  const inside = (rows: Rows): string[] => leavesOfRows(rows).map((leaf) => `${name}.${leaf}`);
  if (row.kind === 'object') return [...(row.presence === true || row.tag !== undefined ? [name] : []), ...inside(row.rows)];
  if (row.kind === 'list') return [`${name}[]`, ...inside(row.rows)];
  if (row.kind === 'choice') {
    return Object.entries(row.options).flatMap(([option, { row: child }]) =>
      child.kind === 'object'
        ? [`${name}.${option}`, ...leavesOfRows(child.rows).map((leaf) => `${name}.${option}.${leaf}`)]
        : [`${name}.${option}`],
    );
  }
  return [name];
}

function leavesOfRows(rows: Rows): string[] {
  return Object.entries(rows).flatMap(([name, row]) => leavesOfRow(name, row));
}

/**
 * All that can change in a noun: its attributes, e.g. `devices.disks.serial`; objects that say something by being there, e.g. `features.apic`;
 * and lists that can have an item more or less, e.g. `devices.disks[]`.
 */
export function leavesOf(table: Table): string[] {
  return leavesOfRows(table.rows);
}
