/** Content that cannot be fetched or is not what it should be; the message says what to do. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  constructor(
    readonly summary: string,
    readonly detail: string,
  ) {
    super(`${summary}: ${detail}`);
  }
}
