import { asItem, asItems, type Item, matchItems, type Row, type Rows, type Value } from '@labcloud/terraform-provider-libvirt';

/** What the libvirt provider would hold of a configuration: what is left out keeps its prior value or gets its default. */
export function proposedLibvirt(rows: Rows, prior: Item | null, config: Item): Item {
  const proposed: Item = {};
  for (const [name, row] of Object.entries(rows)) {
    if (row.mode === 'computed') {
      continue;
    }
    proposed[name] = proposedValue(row, prior?.[name] ?? null, config[name] ?? null);
    if (row.kind === 'quantity') {
      const kept = (config[name] ?? null) === null && row.mode === 'optional+computed';
      proposed[row.unit] = (kept ? prior?.[row.unit] : config[row.unit]) ?? null;
    }
  }
  return proposed;
}

function proposedValue(row: Row, prior: Value, config: Value): Value {
  if (config === null) {
    const fallback = row.kind === 'scalar' ? (row.default ?? null) : null;
    return fallback ?? (row.mode === 'optional+computed' ? prior : null);
  }
  if (row.kind === 'object') {
    return proposedLibvirt(row.rows, prior === null ? null : asItem(prior), asItem(config));
  }
  if (row.kind === 'list' && Array.isArray(config)) {
    const { pairs } = matchItems(row, asItems(config), asItems(prior));
    return asItems(config).map((item) => proposedLibvirt(row.rows, pairs.get(item) ?? null, item));
  }
  return config;
}
