import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UserError } from '../errors';
import { namesFor } from './names';
import { packageJson } from './package-json';
import { type ProjectFile, templateFiles } from './template';

/** What a new project may have of its own. */
export interface InitOptions {
  /** @default - made of the folder's name */
  readonly id?: string;
  /** What npm installs as labcloud: a version, or the path of a packed file or a folder. @default - this version */
  readonly package?: string;
}

/**
 * Writes a new project into a folder that is empty or does not exist.
 *
 * @returns the paths of its files
 * @throws UserError when there is anything in the folder
 */
export function initProject(folder: string, options: InitOptions): string[] {
  requireEmpty(folder);
  const names = namesFor(folder, options.id);
  const files: ProjectFile[] = [
    ...templateFiles(names),
    { path: 'package.json', content: packageJson(names.name, options.package && specifier(folder, options.package)) },
  ];
  for (const { path, content } of files) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { flag: 'wx' });
  }
  return files.map(({ path }) => path).sort();
}

/** A repository that has nothing in it yet is as good as nothing. */
function requireEmpty(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  if (!statSync(folder).isDirectory()) {
    throw new UserError(`${folder} is a file.`, 'Name a folder that is empty or does not exist.');
  }
  const found = readdirSync(folder).filter((name) => name !== '.git');
  if (found.length > 0) {
    const some = found.slice(0, 5).join(', ');
    throw new UserError(
      `There is something in ${folder} already: ${some}${found.length > 5 ? ', …' : ''}. Nothing was written.`,
      'Name a folder that is empty or does not exist.',
    );
  }
}

/** As npm writes it: paths are seen from the project. */
function specifier(folder: string, wanted: string): string {
  if (!isAbsolute(wanted) && !/^\.{1,2}\//.test(wanted)) {
    return wanted;
  }
  if (!existsSync(wanted)) {
    throw new UserError(`There is no ${wanted}.`, 'Pack labcloud first: npm pack');
  }
  const path = relative(resolve(folder), resolve(wanted));
  return `file:${path}`;
}
