import { KitError } from '../kit-error';

/** A template that is not as a test expects. */
export class TemplateError extends KitError {
  override readonly name = 'TemplateError';
}
