/** A failure that the user can act upon: shown as its message alone, without a stack trace. */
export class UserError extends Error {
  override readonly name = 'UserError';

  /**
   * @param problem what is wrong, in the user's words, with the value received
   * @param remedy what to do about it
   * @param exitStatus the process's exit status
   */
  constructor(
    problem: string,
    readonly remedy?: string,
    readonly exitStatus = 1,
  ) {
    super(remedy ? `${problem}\n  ${remedy.split('\n').join('\n  ')}` : problem);
  }
}
