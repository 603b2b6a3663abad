import { basename, resolve } from 'node:path';
import { UserError } from '../errors';
import type { ProjectNames } from './template';

const ID = /^[a-z][a-z0-9-]{0,15}$/;
const FALLBACK = 'lab';

/**
 * The names of a project in a folder.
 *
 * @param id the lab's id; by default made of the folder's name
 * @throws UserError when an id that is given cannot be one
 */
export function namesFor(folder: string, id?: string): ProjectNames {
  if (id !== undefined && !ID.test(id)) {
    throw new UserError(
      `The id of a lab has 1 to 16 lower-case letters, digits and hyphens and begins with a letter, got '${id}'.`,
      'Names on hosts begin with it: labcloud init my-lab --id lab',
    );
  }
  const name = slug(basename(resolve(folder))) || FALLBACK;
  const short = name
    .replace(/^[^a-z]+/, '')
    .slice(0, 16)
    .replace(/-+$/, '');
  return { name, id: id ?? (short || FALLBACK) };
}

/** Lower-case words of a text, joined by hyphens. */
function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 100);
}
