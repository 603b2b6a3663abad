/** An app that its own validations refuse. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';

  /** @param problems what is wrong, each with the path of its construct */
  constructor(readonly problems: readonly string[]) {
    super([`The app is not valid:`, ...problems.map((problem) => `  ${problem.split('\n').join('\n  ')}`)].join('\n'));
  }
}
