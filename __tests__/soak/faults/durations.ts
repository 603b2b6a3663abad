import { type Kind, type Lab, type Work } from './lab';

/** How long a command takes, in milliseconds. */
export interface Duration {
  /** Until it changes something. */
  readonly lead: number;
  /** From then to its end. */
  readonly changing: number;
}

/** How long the commands take that nothing disturbs, as measured once. */
export class Durations {
  private readonly known = new Map<string, Duration>();

  /** Measures a lab that is empty, and leaves it so. */
  async measure(lab: Lab): Promise<void> {
    for (const work of [{ form: 'first' }, { form: 'second' }, { destroy: 'but-data' }, { destroy: 'all' }] satisfies Work[]) {
      // A destruction has all to destroy.
      if ('destroy' in work) await lab.complete({ form: 'second' });
      const run = lab.start(work);
      if (run === undefined) throw new Error('there was nothing to do');
      const { status, errors } = await run.done;
      if (status !== 0 || run.changing === undefined)
        throw new Error(`without any fault it failed with ${String(status)}: ${errors.join('\n')}`);
      const duration = { lead: run.changing - run.begin, changing: performance.now() - run.changing };
      this.known.set(key(lab.kind, work), duration);
    }
  }

  /** Whether a kind of lab was measured. */
  knows(kind: Kind): boolean {
    return [...this.known.keys()].some((name) => name.startsWith(kind));
  }

  /** How long some work takes. */
  of(kind: Kind, work: Work): Duration {
    return this.known.get(key(kind, work)) ?? { lead: 1000, changing: 2000 };
  }

  toString(): string {
    return [...this.known].map(([name, { lead, changing }]) => `${name}: ${Math.round(lead)} + ${Math.round(changing)} ms`).join('\n');
  }
}

function key(kind: Kind, work: Work): string {
  return `${kind} ${JSON.stringify(work)}`;
}
