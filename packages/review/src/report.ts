import { REVIEW_KINDS, type ReviewedChange, type ReviewKind } from './reviewed-change';

const TITLES: Record<ReviewKind, string> = {
  'data-loss': 'Data loss',
  rebuild: 'Rebuild',
  restart: 'Restart',
  unknown: 'Unknown effect',
  live: 'Live',
  create: 'New',
  remove: 'Removed',
  move: 'Moved',
};

/** More names than that say nothing to a reader. */
const MOST_NAMES = 10;

/** A review in lines: what will fail first, then one group per effect; within a group, equal changes share one entry. */
export function reviewReport(changes: readonly ReviewedChange[], failures: readonly string[] = []): string {
  const groups = REVIEW_KINDS.map((kind) =>
    group(
      TITLES[kind],
      changes.filter((change) => change.kind === kind),
    ),
  );
  return [failing(failures), ...groups].filter((text) => text !== '').join('\n');
}

function failing(failures: readonly string[]): string {
  return failures.length === 0 ? '' : [`Will fail (${failures.length})`, ...failures.map(indented)].join('\n');
}

function group(title: string, changes: readonly ReviewedChange[]): string {
  if (changes.length === 0) {
    return '';
  }
  const entries = new Map<string, string[]>();
  for (const { what, reasons } of changes) {
    const key = reasons.join('\n');
    entries.set(key, [...(entries.get(key) ?? []), what]);
  }
  const lines = [...entries].flatMap(([reasons, names]) => [
    `  ${listed(names)}`,
    ...(reasons === '' ? [] : reasons.split('\n').map((reason) => `      ${reason}`)),
  ]);
  return [`${title} (${changes.length})`, ...lines].join('\n');
}

function listed(names: readonly string[]): string {
  const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES) : names;
  return shown.join(', ') + (shown.length < names.length ? ` and ${names.length - shown.length} more` : '');
}

function indented(text: string): string {
  return `  ${text.split('\n').join('\n  ')}`;
}
