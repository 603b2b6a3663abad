import {
  type Change,
  changesOf,
  cloudinitDiskTable,
  describeBytes,
  domainTable,
  type Item,
  networkTable,
  nwfilterTable,
  poolTable,
  secretTable,
  type Table,
  type Value,
  volumeTable,
} from '@labcloud/terraform-provider-libvirt';
import { describeChange, isMarked } from './attribute-change';
import type { Json, ResourceChange } from './plan-json';
import { type ChangeDetail, type ReviewKind, worse } from './reviewed-change';

const TABLES: ReadonlyMap<string, Table> = new Map(
  [cloudinitDiskTable, domainTable, networkTable, nwfilterTable, poolTable, secretTable, volumeTable].map((table) => [table.name, table]),
);

/** The provider's table of a resource type; undefined where it has none. */
export function tableOf(type: string): Table | undefined {
  return TABLES.get(type);
}

/** What the tables take for a value that is known after apply: any symbol. */
const UNKNOWN = Symbol('known after apply') as unknown as Value;

const KINDS = { live: 'live', restart: 'restart', replace: 'rebuild', 'data-loss': 'data-loss' } as const;

/** What the provider's tables say of an update or a replacement; undefined for a type that they do not know. */
export function libvirtEffects({ type, change }: ResourceChange): { kind: ReviewKind; details: ChangeDetail[] } | undefined {
  const table = TABLES.get(type);
  if (table === undefined || change.before === null || change.after === null) {
    return undefined;
  }
  const before = change.before as unknown as Item;
  const after = withUnknown(change.after, change.after_unknown) as Item;
  const changes = changesOf(table, before, after, table.known?.(before) ?? {});
  const details = changes.map((found) => ({
    kind: KINDS[found.effect.kind],
    attribute: describe(table, found, change),
    reason: found.effect.reason,
  }));
  return { kind: details.map(({ kind }): ReviewKind => kind).reduce(worse, 'live'), details };
}

function describe(
  table: Table,
  { path, name, before, after }: Change,
  { before_sensitive, after_sensitive }: ResourceChange['change'],
): string {
  const row = path.length === 1 ? table.rows[String(path[0])] : undefined;
  const spell = (value: Value): string => {
    if (typeof value === 'symbol') {
      return '(known after apply)';
    }
    return value === null ? '(unset)' : row?.kind === 'quantity' ? describeBytes(Number(value)) : JSON.stringify(value);
  };
  const secret = isMarked(before_sensitive, path) || isMarked(after_sensitive, path);
  return describeChange(name, spell(before), spell(after), secret);
}

function withUnknown(value: Json | undefined, mask: Json | undefined): Value {
  if (mask === true) {
    return UNKNOWN;
  }
  if (typeof mask !== 'object' || mask === null) {
    return (value ?? null) as Value;
  }
  if (Array.isArray(mask)) {
    const items = Array.isArray(value) ? (value as readonly Json[]) : [];
    return mask.map((part: Json, index) => withUnknown(items[index], part));
  }
  const known = (value ?? {}) as Readonly<Record<string, Json>>;
  const marks = mask as Readonly<Record<string, Json>>;
  const names = [...new Set([...Object.keys(known), ...Object.keys(marks)])];
  return Object.fromEntries(names.map((name) => [name, withUnknown(known[name], marks[name])]));
}
