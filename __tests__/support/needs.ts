/** What runs tests only where this machine has what they need. */
interface Guarded {
  readonly describe: jest.Describe;
  readonly test: jest.It;
}

/** Jest's `describe` and `test`, or their skipping kin where something is missing: then the log says what and why. */
export function needs(present: unknown, what: string): Guarded {
  if (present) {
    return { describe, test };
  }
  console.warn(`Some tests are skipped: this machine lacks ${what}.`);
  return { describe: describe.skip, test: test.skip };
}
