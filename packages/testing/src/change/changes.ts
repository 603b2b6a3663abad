import { compareStacks, type ReviewedChange, type ReviewKind, type StackJson as ReviewedStack } from '@labcloud/review';
import { pathOf, type StackJson } from '../template/stack-json';

/**
 * What a change does to what exists, from the most to the least alarming: `data-loss` (a disk, a volume or a pool's folder is lost), `remove`,
 * `replace` (destroyed and created anew), `restart` (of a machine that runs), `unknown` (nobody can tell), `live` (changed while it runs), `create`,
 * `move` (only its address in Terraform changes).
 */
export const EFFECTS = ['data-loss', 'remove', 'replace', 'restart', 'unknown', 'live', 'create', 'move'] as const;

/** What a change does to what exists. */
export type Effect = (typeof EFFECTS)[number];

/** What a change does to one resource. */
export interface CloudChange {
  readonly effect: Effect;
  /** The path of the construct; the address in Terraform where there is none. */
  readonly path: string;
  readonly address: string;
  /** What brings it about, attribute by attribute: `memory 1 GiB → 2 GiB, restart: why`. */
  readonly details: readonly string[];
}

const KINDS: Readonly<Partial<Record<ReviewKind, Effect>>> = { rebuild: 'replace' };
const WORDS: Readonly<Record<Effect, string>> = {
  'data-loss': 'data loss',
  replace: 'replaced',
  remove: 'removed',
  unknown: 'unknown effect',
  restart: 'restart',
  live: 'live',
  create: 'new',
  move: 'moved',
};

/** What would happen to a stack made from one template when it is brought to another, by the provider's tables. */
export function changesBetween(base: StackJson, head: StackJson): { changes: CloudChange[]; failures: readonly string[] } {
  const paths = new Map([...pathsOf(base), ...pathsOf(head)]);
  const { changes, failures } = compareStacks(base as ReviewedStack, head as ReviewedStack);
  const named = (text: string): string => [...paths].reduce((all, [address, path]) => all.replaceAll(`${address} `, `${path} `), text);
  return { changes: toCloudChanges(changes, paths), failures: failures.map(named) };
}

/** Reviewed changes in the words of the kit, the most alarming first. */
export function toCloudChanges(changes: readonly ReviewedChange[], paths: ReadonlyMap<string, string>): CloudChange[] {
  return changes.map((change) => toCloudChange(change, paths)).sort((a, b) => EFFECTS.indexOf(a.effect) - EFFECTS.indexOf(b.effect));
}

function toCloudChange({ kind, address, details }: ReviewedChange, paths: ReadonlyMap<string, string>): CloudChange {
  const effect = effectOf(kind);
  const lines = details.map(({ kind: own, attribute, reason }) => {
    const why = reason === undefined ? '' : `: ${reason}`;
    return `${attribute === undefined ? '' : `${attribute}, `}${WORDS[effectOf(own)]}${why}`;
  });
  return { effect, path: paths.get(address) ?? address, address, details: lines.length > 0 ? lines : [WORDS[effect]] };
}

function effectOf(kind: ReviewKind): Effect {
  return KINDS[kind] ?? (kind as Effect);
}

/** Changes in lines, the most alarming first; what happens alike to several resources stands once. */
export function describeChanges(changes: readonly CloudChange[]): string[] {
  const entries = new Map<string, string[]>();
  for (const { path, details } of changes) {
    for (const detail of details) {
      entries.set(detail, [...(entries.get(detail) ?? []), path]);
    }
  }
  return [...entries].map(([detail, paths]) => `${paths.join(', ')}: ${detail}`);
}

/** The construct paths of a stack's resources by address. */
export function pathsOf(stack: StackJson): Map<string, string> {
  const all = Object.entries(stack.resource ?? {}).flatMap(([type, entries]) =>
    Object.entries(entries).map(([name, entry]): [string, string] => {
      const address = `${type}.${name}`;
      return [address, pathOf(entry)?.replace(/\/Resource$/, '') ?? address];
    }),
  );
  return new Map(all);
}
