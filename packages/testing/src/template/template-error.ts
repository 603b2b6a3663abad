/** A template that is not as a test expects. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}
