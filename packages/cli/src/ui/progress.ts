/** Where a step of the work says how far it is. */
export interface Progress {
  /** Shows a line about what happens now, replacing the one before. */
  update(text: string): void;
}

/** A piece of work with a name that a person understands. */
export interface Step<T = void> {
  readonly title: string;
  run(progress: Progress): Promise<T>;
}

/** Shows work step by step: live on a terminal, as plain lines elsewhere. */
export interface Reporter {
  /** Runs one step and shows how it ended. */
  step<T>(title: string, run: (progress: Progress) => Promise<T>): Promise<T>;
  /** Runs steps side by side; when one fails the others still end before the error is thrown. */
  together(steps: readonly Step[]): Promise<void>;
  /** Prints a line that stays. */
  note(text: string): void;
}

/** A duration in seconds as people read it: `0.4 s`, `2 min 5 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 60) {
    return `${seconds.toFixed(1)} s`;
  }
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
