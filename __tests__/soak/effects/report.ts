import { type Subject } from './subject';

function row(columns: readonly string[], widths: readonly number[]): string {
  return columns
    .map((column, index) => column.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd();
}

const HEAD = ['attribute', 'thing', 'claimed', 'seen', 'drift', 'import by name'];

/** What a walk found, a line for each trial. */
export function tableOf(subjects: readonly Subject[]): string {
  const lines = subjects.map((subject) => {
    const { findings, leaf, mode, claimed, noun } = subject;
    const unread = findings.unread.length === 0 ? 'clean' : `${String(findings.unread.length)} not read back`;
    const kind = noun.table.name.replace('libvirt_', '');
    return [
      `${kind} ${leaf}`,
      mode ?? '—',
      claimed,
      findings.lies.length > 0 ? `${findings.seen} !` : findings.seen,
      findings.drift === 'exact' ? 'shown' : findings.drift === '—' ? '—' : 'wrong',
      subject.dropped ? '—' : unread,
    ];
  });
  const widths = HEAD.map((head, index) => Math.max(head.length, ...lines.map((line) => (line[index] ?? '').length)));
  return [HEAD, ...lines].map((line) => row(line, widths)).join('\n');
}

/** Attributes that an import by name or UUID does not read back, with the number of things where that was so. */
export function unreadOf(subjects: readonly Subject[]): string[] {
  const counts = new Map<string, number>();
  for (const { noun, findings } of subjects)
    for (const name of findings.unread) {
      const key = `${noun.table.name} ${name.replace(/\[[^\]]*\]$/, '[]').replace(/\[[^\]]+\]/g, '')}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} (${String(count)})`);
}

/** The lies, in words. */
export function liesOf(subjects: readonly Subject[]): string[] {
  return subjects.flatMap(({ id, noun, trial, mode, findings }) => {
    const what = `${noun.table.name.replace('libvirt_', '')} ${trial.path} ${JSON.stringify(trial.before)} → ${JSON.stringify(trial.after)}`;
    return findings.lies.map((lie) => `${id} ${what}${mode === undefined ? '' : ` (${mode})`}: ${lie}`);
  });
}
