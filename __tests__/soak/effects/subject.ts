import { changesOf, type Change, type EffectKind, type Item } from '../../../packages/terraform-provider-libvirt/src/tables';
import { type Fixtures } from './fixtures';
import { type Look, type Noun } from './noun';
import { leafOf, type Mode, sidesOf, type Trial } from './trial';

/** What a walk found out about one trial. */
export interface Findings {
  seen: EffectKind | '—';
  /** Whether the next plan shows what was changed by hand, and that alone. */
  drift: string;
  /** What an import by name or UUID does not read back. */
  unread: string[];
  /** Where the table, the plan or the provider says what is not so. */
  readonly lies: string[];
}

const ORDER: readonly EffectKind[] = ['live', 'restart', 'replace', 'data-loss'];
/** What is started and stopped because that is asked. */
const POWER = new Set(['running', 'power', 'active']);

/** One trial on one thing, which runs or does not. */
export class Subject {
  readonly before: Item;
  readonly after: Item;
  readonly findings: Findings = { seen: '—', drift: '—', unread: [], lies: [] };
  /** Once something has failed, the rest of the walk goes on without it. */
  dropped = false;
  look: Look | undefined;

  private constructor(
    readonly noun: Noun,
    readonly trial: Trial,
    readonly mode: Mode | undefined,
    readonly id: string,
    readonly number: number,
    sides: { before: Item; after: Item },
  ) {
    this.before = sides.before;
    this.after = sides.after;
  }

  /** The subjects of a trial: the thing running and not running, where it can do either. */
  static of(noun: Noun, base: Item, trial: Trial, index: number, fixtures: Fixtures): Subject[] {
    const modes = noun.asleep === undefined ? [undefined] : (trial.modes ?? (['running', 'stopped'] as const));
    return modes.map((mode) => {
      const number = index * 2 + (mode === 'stopped' ? 1 : 0);
      const id = `${noun.table.name.replace('libvirt_', '').slice(0, 3)}${String(number)}`;
      const asleep = mode === 'stopped' && !POWER.has(trial.path) ? noun.asleep : {};
      const sides = sidesOf({ ...base, ...asleep }, trial);
      return new Subject(noun, trial, mode, id, number, fixtures.fill(sides, id, number) as { before: Item; after: Item });
    });
  }

  get address(): string {
    return `${this.noun.table.name}.${this.id}`;
  }

  get leaf(): string {
    return leafOf(this.trial);
  }

  /** Whether the trial itself starts or stops the thing. */
  get powers(): boolean {
    return POWER.has(this.trial.path);
  }

  /** What the table claims to change. */
  get changes(): Change[] {
    return changesOf(this.noun.table, this.before, this.after, this.mode === undefined ? {} : { running: this.mode === 'running' });
  }

  /** The worst effect that the table claims. */
  get claimed(): EffectKind {
    return this.changes
      .map(({ effect }) => effect.kind)
      .reduce((worst, kind) => (ORDER.indexOf(kind) > ORDER.indexOf(worst) ? kind : worst), 'live');
  }

  get replaces(): boolean {
    return this.claimed === 'replace' || this.claimed === 'data-loss';
  }

  lie(text: string): void {
    this.findings.lies.push(text);
  }

  drop(text: string): void {
    this.lie(text);
    this.dropped = true;
  }
}
