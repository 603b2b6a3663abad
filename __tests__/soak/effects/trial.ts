import { type Item, type Value } from '../../../packages/terraform-provider-libvirt/src/tables';
import { put } from './path';

/** The part of a trial that a state of a thing has: it runs, or is active, or it does not. */
export type Mode = 'running' | 'stopped';

/** Values by path, e.g. `devices.disks[1].serial`; null leaves an attribute out and takes an item out of its list. */
export type Values = Readonly<Record<string, Value>>;

/** What somebody does by hand so that a thing is no longer what Terraform made of it. */
export type Hand = 'definition' | 'content' | 'autostart' | 'start' | 'stop' | 'resume' | 'none';

/** One attribute that goes from one value to another. Texts may hold names of what the walk makes, e.g. `{disk:data}`: see {@link Fixtures}. */
export interface Trial {
  /** Where it is, with the numbers of items: `devices.disks[1].serial`, or `devices.disks[1]` for an item more or less. */
  readonly path: string;
  readonly before: Value;
  readonly after: Value;
  /** What must be there besides. */
  readonly with?: Values;
  /** What changes along with it because it cannot change alone. */
  readonly along?: Values;
  /** In which states of the thing it is tried. @default both */
  readonly modes?: readonly Mode[];
  /** How drift is made. @default the definition is patched by the table and given to libvirt */
  readonly hand?: Hand;
}

/** The attribute of a trial as a table has it: without numbers, `[]` for an item more or less. */
export function leafOf({ path }: Trial): string {
  return path.replace(/\[\d+\]$/, '[]').replace(/\[\d+\]/g, '');
}

/** The thing before and after. */
export function sidesOf(base: Item, trial: Trial): { before: Item; after: Item } {
  const before = structuredClone(base);
  for (const [path, value] of Object.entries(trial.with ?? {})) put(before, path, value);
  put(before, trial.path, trial.before);
  const after = structuredClone(before);
  put(after, trial.path, trial.after);
  for (const [path, value] of Object.entries(trial.along ?? {})) put(after, path, value);
  return { before, after };
}

/** A row of a catalogue. */
export function trial(path: string, before: Value, after: Value, rest: Omit<Trial, 'path' | 'before' | 'after'> = {}): Trial {
  return { path, before, after, ...rest };
}

/** All that is known of how the attributes of one noun are tried. */
export interface Catalogue {
  /** What every thing of a trial has. */
  readonly base: Item;
  readonly trials: readonly Trial[];
  /** Attributes that are not tried, and why. */
  readonly untried: Readonly<Record<string, string>>;
}
