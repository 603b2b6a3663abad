const interruption = new AbortController();
let interrupts = 0;
let held = 0;

/** Fires when the user interrupts. */
export const interrupted: AbortSignal = interruption.signal;

/** Prepares for an interrupt: the first asks the work to end, the second ends the process, unless something must be finished first. */
export function listenForInterrupts(): void {
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
}

/** Finishes work that must not be left half-done, such as thawing a guest, even when the user interrupts twice. */
export async function uninterrupted<T>(work: () => Promise<T>): Promise<T> {
  held += 1;
  try {
    return await work();
  } finally {
    held -= 1;
    if (held === 0 && interrupts > 1) {
      process.exit(130);
    }
  }
}

function interrupt(): void {
  interrupts += 1;
  if (interrupts > 1 && held === 0) {
    process.exit(130);
  }
  const rest = held > 0 ? 'a moment is needed to leave the machines in order.' : 'Interrupt again to leave at once.';
  process.stderr.write(`\nInterrupted: ending what runs. ${rest}\n`);
  interruption.abort(new Error('interrupted'));
}
