import { type Diagnostic, type PlanContext, type PlanResult } from '@labcloud/terraform-plugin';
import { type Change, changesOf, describeBytes, type EffectKind, type Item, type Known, type Row, type Table, type Value } from './tables';

/** One fixed summary per effect, because Terraform folds warnings of the same summary. */
const SUMMARIES: Record<Exclude<EffectKind, 'live'>, string> = {
  restart: 'Restart: something that runs is restarted',
  replace: 'Replacement: something is destroyed and created anew',
  'data-loss': 'Data loss: data is destroyed',
};

function spell(row: Row | undefined, value: Value): string {
  if (typeof value === 'symbol') return '(known after apply)';
  if (value === null) return '(unset)';
  if (row?.kind === 'quantity') return describeBytes(Number(value));
  return JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? String(part) : part));
}

function detail(table: Table, name: string, { path, name: attribute, before, after, effect }: Change): string {
  const row = path.length === 1 ? table.rows[String(path[0])] : undefined;
  return `${table.name} ${JSON.stringify(name)}: ${attribute} ${spell(row, before)} → ${spell(row, after)}: ${effect.reason}.`;
}

/** The warning for changes that the attributes of a plan do not show. */
export function driftWarnings(table: Table, name: string, changes: readonly Change[]): Diagnostic[] {
  return changes.map((change) => ({
    severity: 'warning' as const,
    summary: 'Drift: what runs is not what is defined',
    detail: detail(table, name, change),
    path: change.path.slice(0, 1),
  }));
}

/** The warnings that changes deserve, the harmless ones left out. */
function warningsOf(table: Table, name: string, changes: readonly Change[]): Diagnostic[] {
  return changes.flatMap((change) => {
    const { kind } = change.effect;
    return kind === 'live'
      ? []
      : [{ severity: 'warning' as const, summary: SUMMARIES[kind], detail: detail(table, name, change), path: change.path }];
  });
}

/** The plan that a table's effects make: replacement where they say so, and a warning for everything that disturbs. */
export function planTable(
  table: Table,
  { prior, proposed }: Pick<PlanContext, 'prior' | 'proposed'>,
  compare: (prior: Item, known: Known) => Change[] = (before, known) => changesOf(table, before, proposed, known),
): PlanResult & { changes: Change[] } {
  if (prior === null) return { changes: [] };
  const changes = compare(prior, table.known?.(prior) ?? {});
  const destroys = ({ effect }: Change): boolean => effect.kind === 'replace' || effect.kind === 'data-loss';
  return {
    changes,
    planned: proposed,
    replace: changes.filter(destroys).map(({ path }) => path),
    warnings: warningsOf(table, String(prior['name'] ?? prior['uuid']), changes),
  };
}
